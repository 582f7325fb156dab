// Reserved for the tests of Routing.

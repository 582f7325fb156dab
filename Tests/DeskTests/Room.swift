// Reserved for the tests of Desk.

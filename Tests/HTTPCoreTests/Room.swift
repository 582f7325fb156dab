// Reserved for the tests of HTTPCore.

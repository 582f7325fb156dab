// Reserved for the tests of MicroHTTP.

// Reserved for the tests of CurlHTTP.

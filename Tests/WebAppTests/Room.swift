// Reserved for the tests of WebApp.

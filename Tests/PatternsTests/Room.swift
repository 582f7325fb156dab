// Reserved for the tests of Patterns.

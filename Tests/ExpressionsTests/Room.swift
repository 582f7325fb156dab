// Reserved for the tests of Expressions.

// Reserved for the tests of YAMLCoding.

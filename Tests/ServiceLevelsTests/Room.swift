// Reserved for the tests of ServiceLevels.

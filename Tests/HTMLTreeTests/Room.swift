// Reserved for the tests of HTMLTree.

// Reserved for the tests of StorageConformance.

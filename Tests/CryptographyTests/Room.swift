// Reserved for the tests of Cryptography.

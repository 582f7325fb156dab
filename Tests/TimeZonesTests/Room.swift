// Reserved for the tests of TimeZones.

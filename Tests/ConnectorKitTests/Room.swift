// Reserved for the tests of ConnectorKit.

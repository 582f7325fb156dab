// Reserved for the tests of ConnectorRuntime.

// Reserved for the tests of MailConnector.

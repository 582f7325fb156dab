// Reserved for the tests of MailFormat.

// Reserved for the tests of StellwerkService.

"""Talking with people: the mailboxes and telephones it is done with."""

"""Mailboxes and telephones."""

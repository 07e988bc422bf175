"""Mailboxes elsewhere that people let us into."""

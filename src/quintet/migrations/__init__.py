"""The one line of schema revisions for both databases."""

"""People and businesses from elsewhere, who become companies, contacts and leads, or add to those that are known."""

"""The canonical REST API."""

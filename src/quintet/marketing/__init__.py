"""Reaching many, and knowing whom: what leads score."""

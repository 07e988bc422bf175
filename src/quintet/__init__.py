"""Quintet: a CRM core with several faces."""

__version__ = "0.1.0"

"""Command Center: the day's work, attention flags, communications, lifecycle, cases."""

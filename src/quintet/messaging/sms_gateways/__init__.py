"""Telephones of ours through which text messages go."""

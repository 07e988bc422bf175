"""How strong a relationship is, and why."""

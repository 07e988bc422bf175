"""Records that are one: merging them, and taking that back."""

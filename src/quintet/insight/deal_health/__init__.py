"""How well an open deal stands, and what would help it."""

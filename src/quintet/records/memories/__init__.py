"""What is known about companies."""

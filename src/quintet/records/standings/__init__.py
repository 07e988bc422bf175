"""How companies stand with us: what is open, what they brought in, when we last spoke."""

"""Adapters: outside services behind the ports of the contexts, and the sandboxes that stand in for them."""

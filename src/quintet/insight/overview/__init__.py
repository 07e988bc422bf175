"""How a period went: what was added, won and done, by whom, and where deals stand."""

"""What somebody should know of: one row for each person and thing."""

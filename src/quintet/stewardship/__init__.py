"""Looking after records as a whole: imports, exports and merging."""

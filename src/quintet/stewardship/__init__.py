"""Looking after records as a whole: imports and exports."""

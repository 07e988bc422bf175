"""What every context stands on: database, events, jobs, objects, access, files, search."""

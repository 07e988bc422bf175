"""Companies, contacts, tags, tasks, notes, activities: the records people work on every day."""

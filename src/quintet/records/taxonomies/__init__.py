"""The words that a workspace wants in fields such as industry and source."""

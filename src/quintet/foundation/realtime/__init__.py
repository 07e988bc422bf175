"""The event log for reading: live streams, timelines of records, the audit list, deliveries that were given up."""

"""CRM Backend: organizations with owners, managers and staff, campaigns, invoices, reports."""

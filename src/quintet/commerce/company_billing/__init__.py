"""The billing of companies: what they paid and owe, added up from their invoices."""

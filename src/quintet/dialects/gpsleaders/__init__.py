"""GPS Leaders CRM: from the lead to the paid invoice, tags with consequences."""

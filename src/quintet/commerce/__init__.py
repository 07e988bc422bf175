"""From the offer to the money: products, invoices, payments, what is delivered."""

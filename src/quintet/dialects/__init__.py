"""The documented APIs of five other CRMs, spoken over this house's services: translation only."""

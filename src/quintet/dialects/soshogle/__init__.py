"""Soshogle CRM: leads from places, voice agents and telephony, appointments."""

"""SMS Gateway for Android: telephones of ours that send text messages."""

"""What happens by itself: telling the team's chat; later workflows and webhooks."""

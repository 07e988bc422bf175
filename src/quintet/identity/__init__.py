"""Who people are and what they may do: users, sessions, workspaces, members, API keys, invitations."""

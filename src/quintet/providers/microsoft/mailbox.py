"""Mailboxes at Microsoft (https://learn.microsoft.com/graph/auth-v2-user)."""

from quintet.providers.oidc.mailboxes import MailHostSpec


def microsoft(tenant: str = "common") -> MailHostSpec:
    """For accounts of a tenant, or of any. Microsoft has no way to give tokens back."""
    home = f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
    return MailHostSpec(
        name="microsoft",
        label="Microsoft",
        authorize_url=f"{home}/authorize",
        token_url=f"{home}/token",
        profile_url="https://graph.microsoft.com/v1.0/me",
        revoke_url=None,
        scopes=("offline_access", "User.Read", "Mail.ReadWrite", "Mail.Send", "Calendars.ReadWrite"),
        asks={"response_mode": "query", "prompt": "select_account"},
        address=("mail", "userPrincipalName"),
        person=("displayName",),
    )

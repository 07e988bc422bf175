"""Mailboxes at Google (https://developers.google.com/identity/protocols/oauth2/web-server)."""

from quintet.providers.oidc.mailboxes import MailHostSpec

GOOGLE = MailHostSpec(
    name="google",
    label="Google",
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
    profile_url="https://openidconnect.googleapis.com/v1/userinfo",
    revoke_url="https://oauth2.googleapis.com/revoke",
    scopes=(
        "openid",
        "https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/userinfo.profile",
        "https://www.googleapis.com/auth/gmail.modify",
        "https://www.googleapis.com/auth/calendar",
        "https://www.googleapis.com/auth/drive.readonly",
    ),
    # Only whoever is asked for consent is given a token that renews.
    asks={"access_type": "offline", "prompt": "consent"},
    address=("email",),
    person=("name",),
)

"""Settings of identity's own mail (`QUINTET_MAIL_*`, `QUINTET_SMTP_URL`)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class MailSettings(BaseSettings):
    """How invitations, password resets and the like are sent."""

    model_config = SettingsConfigDict(env_prefix="QUINTET_", env_file=".env", extra="ignore")

    smtp_url: str | None = None
    """`smtp://user:password@host:587` or `smtps://…`; default: the sandbox keeps the mails."""
    smtp_timeout: float = Field(default=20.0, gt=0, le=120)
    """Seconds per answer of the server."""
    mail_from: str = "quintet@localhost"
    mail_from_name: str = "Quintet"

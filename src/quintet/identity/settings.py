"""Settings of identity (`QUINTET_AUTH_*`)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class AuthSettings(BaseSettings):
    """How people sign in."""

    model_config = SettingsConfigDict(env_prefix="QUINTET_AUTH_", env_file=".env", extra="ignore")

    session_days: int = Field(default=14, ge=1, le=365)
    open_sign_up: bool = True
    """Whether strangers may make a workspace of their own; first-user set-up and invitations work regardless."""
    login_tries: int = Field(default=8, ge=3, le=100)
    """Failed logins for one address before pauses begin."""

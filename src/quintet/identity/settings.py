"""Settings of identity (`QUINTET_AUTH_*`)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.requests import Request


class AuthSettings(BaseSettings):
    """How people sign in."""

    model_config = SettingsConfigDict(env_prefix="QUINTET_AUTH_", env_file=".env", extra="ignore")

    session_days: int = Field(default=14, ge=1, le=365)
    open_sign_up: bool = True
    """Whether strangers may make a workspace of their own; first-user set-up and invitations work regardless."""
    sign_ups_per_hour: int = Field(default=20, ge=1, le=100_000)
    """From one place, in one process."""
    login_tries: int = Field(default=8, ge=3, le=100)
    """Failed logins with one e-mail address from one place before pauses begin."""


def auth_settings_of(request: Request) -> AuthSettings:
    """The settings of the application that serves this request, read once."""
    state = request.app.state
    if not hasattr(state, "auth_settings"):
        state.auth_settings = AuthSettings()
    settings: AuthSettings = state.auth_settings
    return settings

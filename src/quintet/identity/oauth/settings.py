"""Settings of signing in elsewhere (`QUINTET_GOOGLE_*`, `QUINTET_MICROSOFT_*`, `QUINTET_SANDBOX_SIGN_IN`)."""

from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class OAuthSettings(BaseSettings):
    """Who else may say who people are. Without credentials the sandbox plays the provider."""

    model_config = SettingsConfigDict(env_prefix="QUINTET_", env_file=".env", extra="ignore")

    google_client_id: str | None = None
    google_client_secret: str | None = None
    microsoft_client_id: str | None = None
    microsoft_client_secret: str | None = None
    microsoft_tenant: str = "common"
    """`common`, `organizations`, `consumers`, or the id of one tenant."""
    sandbox_sign_in: Literal["local", "everywhere", "off"] = "local"
    """Who may use the sandbox's providers, with which everybody can be anybody: browsers on this machine only,
    everybody (never where strangers can reach it), or nobody."""

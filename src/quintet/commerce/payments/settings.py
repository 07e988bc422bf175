"""Settings of card payments (`QUINTET_STRIPE_SECRET_KEY` and the like)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class CardSettings(BaseSettings):
    """Whose account takes the money. Without a secret key the sandbox plays the provider."""

    model_config = SettingsConfigDict(env_prefix="QUINTET_", env_file=".env", extra="ignore")

    stripe_secret_key: str | None = None
    stripe_publishable_key: str | None = None
    """What Stripe's form in the browser needs."""
    stripe_webhook_secret: str | None = None
    """Signs what Stripe sends to `/api/v1/inbound/stripe`."""
    stripe_timeout: float = Field(default=20.0, gt=0, le=60)
    """Seconds to wait for an answer."""
    stripe_api_url: str | None = None
    """Another address of Stripe's API, for tests and proxies."""

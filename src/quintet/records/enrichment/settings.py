"""Settings of finding and checking addresses and numbers (`QUINTET_HUNTER_API_KEY` and the like)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class EnrichmentSettings(BaseSettings):
    """Whom to ask. Without its key the sandbox plays the provider."""

    model_config = SettingsConfigDict(env_prefix="QUINTET_", env_file=".env", extra="ignore")

    hunter_api_key: str | None = None
    """Finds e-mail addresses."""
    reoon_api_key: str | None = None
    """Checks e-mail addresses."""
    prospeo_api_key: str | None = None
    """Finds mobile numbers."""
    trestle_api_key: str | None = None
    """Checks phone numbers."""
    google_places_api_key: str | None = None
    """Finds businesses."""
    apollo_api_key: str | None = None
    """Knows people: their title, profile and company."""
    brave_api_key: str | None = None
    """Finds what the web says of businesses."""
    enrichment_timeout: float = Field(default=25.0, gt=0, le=60)
    """Seconds to wait for an answer."""
    enrichment_per_minute: int = Field(default=30, ge=1, le=10_000)
    """How many questions one workspace may ask in a minute; each may cost a credit."""
    enrichment_kept_seconds: float = Field(default=600.0, ge=0, le=86_400)
    """How long the same question gets the same answer, so that asking twice costs one credit."""

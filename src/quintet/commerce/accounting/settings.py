"""Settings of accounting (`QUINTET_QUICKBOOKS_CLIENT_ID` and the like)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class AccountingSettings(BaseSettings):
    """Our app at Intuit. Without its credentials the sandbox plays QuickBooks."""

    model_config = SettingsConfigDict(env_prefix="QUINTET_", env_file=".env", extra="ignore")

    quickbooks_client_id: str | None = None
    quickbooks_client_secret: str | None = None
    quickbooks_api_url: str = "https://quickbooks.api.intuit.com"
    """`https://sandbox-quickbooks.api.intuit.com` for the companies that Intuit gives developers to try things on."""
    quickbooks_token_url: str = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"  # noqa: S105 - an address
    quickbooks_revoke_url: str = "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"
    quickbooks_timeout: float = Field(default=20.0, gt=0, le=60)
    """Seconds to wait for an answer."""

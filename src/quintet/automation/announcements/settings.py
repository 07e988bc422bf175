"""Settings of the team's chat (`QUINTET_SLACK_*`)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class TeamChatSettings(BaseSettings):
    """Which addresses post into channels. Workspaces enter their own channel's."""

    model_config = SettingsConfigDict(env_prefix="QUINTET_", env_file=".env", extra="ignore")

    slack_hooks_url: str = "https://hooks.slack.com/"
    """What every channel's address begins with; another server that takes Slack's format may stand here."""
    slack_timeout: float = Field(default=15.0, gt=0, le=60)
    """Seconds to wait for an answer."""

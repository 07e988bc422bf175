"""How live streams behave (`QUINTET_REALTIME_*`)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class RealtimeSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="QUINTET_REALTIME_", env_file=".env", extra="ignore")

    connections: int = Field(default=500, ge=1)
    """Streams that one process keeps open at most."""
    connections_per_user: int = Field(default=20, ge=1)
    heartbeat_seconds: float = Field(default=15.0, gt=0)
    """Also how long a stream may live on after its session ended, when nothing happens."""
    poll_seconds: float = Field(default=1.0, gt=0)
    """How long events that another process logged wait at most where that process cannot tell us."""
    pause_seconds: float = Field(default=0.2, ge=0)
    """A stream reads the log at most this often, and less often when there are many streams."""

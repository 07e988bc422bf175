"""How jobs run in this installation (`QUINTET_JOBS_*`)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class JobSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="QUINTET_JOBS_", env_file=".env", extra="ignore")

    poll_seconds: float = Field(default=1.0, ge=0.02)
    """How long a queued job waits at most for a free worker to notice it."""
    heartbeat_seconds: float = Field(default=10.0, ge=0.05)
    dead_after_seconds: float = Field(default=60.0, ge=0.2)
    """A worker whose heartbeat stands still this long is dead and its jobs are given to others."""
    drain_seconds: float = Field(default=10.0, ge=0)
    """How long a stopping worker waits for its running jobs."""
    keep_done_days: int = Field(default=7, ge=0)
    keep_failed_days: int = Field(default=90, ge=0)
    """Also for cancelled jobs."""
    progress_seconds: float = Field(default=0.5, ge=0)
    """Progress is written at most this often."""

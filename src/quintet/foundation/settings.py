"""Settings of the foundation, from the environment or `.env` (`QUINTET_*`)."""

import os
import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How this installation runs. Every value has a default that works on one laptop."""

    model_config = SettingsConfigDict(env_prefix="QUINTET_", env_file=".env", extra="ignore")

    data_dir: Path = Path("data")
    database_url: str | None = None
    """`sqlite:///path` or `postgresql://…`; default: `quintet.db` in the data directory."""
    database_threads: int = Field(default=4, ge=1, le=64)
    """Database threads per process on PostgreSQL; SQLite always has one reader and one writer."""
    public_url: str = "http://127.0.0.1:8000"
    secret: str | None = None
    """At least 32 characters; default: made on first start and kept in the data directory (0600)."""
    sandbox: bool = True
    """Sandbox providers and the pages that show what they were given."""
    cors_origins: list[str] = []
    max_body_bytes: int = Field(default=2_000_000, ge=1_000)
    max_upload_bytes: int = Field(default=100_000_000, ge=1_000)
    requests_per_minute: int = Field(default=6_000, ge=1)
    trusted_proxies: list[str] = []
    """Addresses of proxies whose `X-Forwarded-For` and `-Proto` count."""
    metrics_token: str | None = None
    """Needed for `/metrics` as a bearer token when set; without it only the machine itself may read them."""
    log_format: str = Field(default="text", pattern="^(text|json)$")
    log_level: str = "INFO"

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'quintet.db'}"

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    @cached_property
    def secret_key(self) -> str:
        """The installation's secret; made once and kept beside the database when none is set."""
        if self.secret:
            if len(self.secret) < 32:
                raise ValueError("QUINTET_SECRET needs at least 32 characters")
            return self.secret
        path = self.data_dir / "secret.key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".secret.{os.getpid()}.{secrets.token_hex(4)}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
            # A link is made whole or not at all, so two first starts agree on one key.
            with suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        return path.read_text().strip()

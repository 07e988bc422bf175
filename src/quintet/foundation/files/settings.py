"""Where files are kept (`QUINTET_FILES_*`)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MB = 1024 * 1024


class FilesSettings(BaseSettings):
    """Sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix="QUINTET_FILES_", env_file=".env", extra="ignore")

    url: str | None = None
    """`file:///folder` or `s3://bucket/prefix`; default: `files` in the data directory."""
    s3_endpoint: str | None = None
    """For S3-compatible services other than Amazon's, such as `https://minio.example.org`."""
    s3_region: str = "us-east-1"
    s3_access_key_id: str | None = None
    s3_secret_access_key: str | None = None
    """Without keys, those of the environment or the machine's role (the usual AWS ways) are used."""
    s3_path_style: bool = False
    """`endpoint/bucket/key` instead of `bucket.endpoint/key`; most self-hosted services need it."""
    max_bytes: int = Field(default=25 * MB, ge=1)
    max_image_bytes: int = Field(default=5 * MB, ge=1)
    threads: int = Field(default=4, ge=1, le=32)
    """How many files are read and written at the same time by one process."""

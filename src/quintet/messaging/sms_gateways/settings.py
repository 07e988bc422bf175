"""Settings of text messages (`QUINTET_SMS_GATEWAYS`, `QUINTET_SMS_PRIVATE_ADDRESSES`)."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SmsSettings(BaseSettings):
    """Whether text messages leave. By default the sandbox keeps them, where there is one."""

    model_config = SettingsConfigDict(env_prefix="QUINTET_", env_file=".env", extra="ignore")

    sms_gateways: Literal["sandbox", "android"] | None = None
    """`android`: they go to the addresses that are set up, in the words of SMS Gateway for Android."""
    sms_private_addresses: bool = False
    """Whether gateways may be in private networks, such as a telephone at the office. Leave it off where the people
    who set them up must not reach what else is in yours."""
    sms_timeout: float = Field(default=15.0, gt=0, le=60)

"""Table of SMS gateways."""

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record


class SmsGateway(Record):
    """A telephone that runs an SMS gateway, by which a member's text messages go. One per member."""

    __tablename__ = "sms_gateways"
    __table_args__ = (Index("uq_sms_gateways_user_id", "workspace_id", "user_id", unique=True),)

    user_id: Mapped[str] = mapped_column(Id)
    label: Mapped[str] = mapped_column(String(100))
    url: Mapped[str] = mapped_column(String(500))
    username: Mapped[str] = mapped_column(String(200))
    password: Mapped[str] = mapped_column(Text)
    """Sealed."""
    from_number: Mapped[str] = mapped_column(String(20))
    """The telephone's own number, in E.164."""
    active: Mapped[bool] = mapped_column(default=True)

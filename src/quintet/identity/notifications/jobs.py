"""Notifications are kept for a while, then deleted."""

from quintet.foundation.jobs import JobContext, schedule
from quintet.identity.notifications.service import delete_old


@schedule("identity.purge_notifications", cron="0 50 3 * * *", timeout=1800)
def purge_notifications(ctx: JobContext) -> None:
    """Delete those that are older than three months."""
    while ctx.write(delete_old):
        ctx.check()

"""Reminding of tasks by the clock."""

from functools import partial

from quintet.foundation.jobs import JobContext, schedule
from quintet.records.tasks.digests import in_the_morning, mail_digest
from quintet.records.tasks.reminding import BATCH, remind_of_due


@schedule("records.remind_of_tasks", cron="0 * * * * *", timeout=300)
def remind_of_tasks(ctx: JobContext) -> None:
    """Every minute: tell people of what is due."""
    while ctx.write(remind_of_due) == BATCH:
        ctx.check()


@schedule("records.mail_task_digests", cron="0 5 * * * *", timeout=1800)
def mail_task_digests(ctx: JobContext) -> None:
    """Every hour: mail those for whom it is morning. Run again it mails nobody twice."""
    for recipient in ctx.read(in_the_morning):
        ctx.write(partial(mail_digest, to=recipient))
        ctx.check()

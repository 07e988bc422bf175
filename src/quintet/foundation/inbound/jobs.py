"""Jobs of inbound events."""

from sqlalchemy.orm import Session

from quintet.foundation.inbound import handling
from quintet.foundation.inbound.ports import InboundProviders
from quintet.foundation.jobs import JobCall, JobContext, Retry, job, queue, schedule

queue("inbound", concurrency=2)


def _give_up(session: Session, error: str, call: JobCall) -> None:
    handling.give_up(session, call.args[0], error)


# Until started: a replay that comes while the job is ending has to queue another.
@job(
    "inbound.handle_event",
    queue="inbound",
    retry=Retry(attempts=8, first_delay=2.0),
    timeout=120,
    dedupe_until="started",
    on_failed=_give_up,
)
def handle_event(ctx: JobContext, event_id: str) -> None:
    providers = ctx.service(InboundProviders)
    ctx.write(lambda session: handling.handle(session, providers, event_id))


@schedule("inbound.purge_events", cron="0 40 3 * * *", timeout=1800)
def purge_events(ctx: JobContext) -> None:
    while ctx.write(handling.purge):
        ctx.check()

"""Scheduled work on files."""

from quintet.foundation.files.blobs import FileStore
from quintet.foundation.files.sweep import sweep_orphans
from quintet.foundation.jobs import JobContext, schedule


@schedule("files.sweep_orphans", cron="0 40 3 * * *", timeout=3600)
def sweep_orphaned_files(ctx: JobContext) -> None:
    """Once a night."""
    sweep_orphans(ctx.db, ctx.service(FileStore).storage)

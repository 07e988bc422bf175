"""Scheduled work on files."""

from quintet.foundation.files.blobs import FileStore
from quintet.foundation.files.sweep import empty_bin, sweep_orphans
from quintet.foundation.jobs import JobContext, schedule


@schedule("files.sweep_orphans", cron="0 40 3 * * *", timeout=3600)
def sweep_orphaned_files(ctx: JobContext) -> None:
    """Once a night: what lay in the bin long enough goes, then the bytes of which nothing is known."""
    storage = ctx.service(FileStore).storage
    while empty_bin(ctx.db, storage):
        pass
    sweep_orphans(ctx.db, storage)

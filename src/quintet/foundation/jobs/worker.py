"""The jobs of one process: made once by the wiring, started with the process, stopped with it."""

import asyncio
import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic

from quintet.foundation.db import Database
from quintet.foundation.jobs import purge
from quintet.foundation.jobs.declared import REGISTRY, Registry
from quintet.foundation.jobs.engine import JobEngine, prepare
from quintet.foundation.jobs.recovery import Watch
from quintet.foundation.jobs.runner import JobRunner
from quintet.foundation.jobs.services import Services
from quintet.foundation.jobs.settings import JobSettings
from quintet.foundation.jobs.ticker import Ticker
from quintet.kit.ids import new_id

__all__ = ["Jobs", "purge"]

log = logging.getLogger(__name__)
_SETTLE_SECONDS = 1.0
_RESTART_SECONDS = 5.0


class Jobs:
    """Runs jobs in this process. Queueing them needs no `Jobs`, only the tables (`prepare`)."""

    def __init__(
        self,
        db: Database,
        settings: JobSettings | None = None,
        *,
        services: Services | None = None,
        registry: Registry = REGISTRY,
    ) -> None:
        self.worker_id = new_id()
        self._db = db
        self._settings = settings or JobSettings()
        self._registry = registry
        self._services = services or Services()
        self._engine: JobEngine | None = None
        self._runner: JobRunner | None = None
        self._watch: Watch | None = None
        self._ticker = Ticker(db, registry)
        self._stop = threading.Event()
        self._starter: threading.Thread | None = None
        self._housekeeper: threading.Thread | None = None

    def prepare(self) -> None:
        """Make or upgrade the engine's own tables; our own come with the migrations. Safe to repeat."""
        prepare(self._db.url)

    def start(self, *, queues: Sequence[str] | None = None, background: bool = False) -> None:
        """Start running jobs, of the given queues only or of all. One per process, and off the event loop.

        It takes up to a second; with `background` it returns at once, and starts (again, if need be) meanwhile.
        """
        self._registry.check()
        wanted = self._registry.queues
        listen = list(wanted) if queues is None else [wanted[name].name for name in queues]
        self._stop.clear()
        if background:
            self._starter = threading.Thread(
                target=self._launch_insistently, args=(listen,), name="jobs-start", daemon=True
            )
            self._starter.start()
            return
        with suppress(RuntimeError):
            asyncio.get_running_loop()
            raise AssertionError("start the jobs off the event loop, or they would run their bookkeeping on it")
        self._launch(listen)

    def _launch_insistently(self, listen: list[str]) -> None:
        while not self._stop.is_set():
            try:
                self._launch(listen)
                return
            except Exception:
                log.exception("jobs could not be started; trying again")
                self._stop.wait(_RESTART_SECONDS)

    def _launch(self, listen: list[str]) -> None:
        self.prepare()
        engine = JobEngine(self._db, poll_seconds=self._settings.poll_seconds)
        try:
            self._services.add(JobEngine, engine)
            self._services.add(JobSettings, self._settings)
            self._runner = JobRunner(self._db, self._settings, self._registry, self._services, self.worker_id)
            self._watch = Watch(self._db, self._settings, self._registry, engine, self.worker_id)
            self._watch.beat()
            self._watch.look()
            self._ticker.start()
            engine.launch(self._runner, self.worker_id, self._registry.queues.values(), listen)
        except BaseException:
            engine.close()
            raise
        self._engine = engine
        self._housekeeper = threading.Thread(target=self._keep_house, name="jobs-housekeeping", daemon=True)
        self._housekeeper.start()

    def stop(self, drain_seconds: float | None = None) -> bool:
        """Stop running jobs; those that don't stop within the drain time are left to other workers once this
        process has ended. False when some still run: end the process without waiting for its threads."""
        self._stop.set()
        if self._starter is not None:
            self._starter.join()
            self._starter = None
        if self._engine is None or self._runner is None or self._watch is None:
            return True
        drain = self._settings.drain_seconds if drain_seconds is None else drain_seconds
        self._runner.stopping.set()
        if self._housekeeper is not None:
            self._housekeeper.join()
        self._engine.drain(self.worker_id, drain if self._runner.held else min(drain, _SETTLE_SECONDS))
        self._engine.destroy()
        self._runner.close()
        left = len(self._runner.held)
        if left:
            log.warning("%d jobs still run and are left to other workers", left)
        else:
            self._watch.release(self.worker_id)
        self._engine.close()
        self._engine = None
        return not left

    def _keep_house(self) -> None:
        interval = self._settings.heartbeat_seconds
        beat_at = monotonic() + interval
        while True:
            to_tick = self._ticker.seconds_to_next()
            wait = max(0.0, beat_at - monotonic())
            # The extra moment makes sure that the tick lies in the past when we look.
            if self._stop.wait(wait if to_tick is None else min(wait, to_tick + 0.005)):
                return
            try:
                self._ticker.run_due()
                if monotonic() >= beat_at:
                    beat_at = monotonic() + interval
                    self._look_after()
            except Exception:
                log.exception("keeping house over jobs failed; trying again")
                if self._stop.wait(min(interval, 5.0)):
                    return

    def _look_after(self) -> None:
        if self._watch is not None and self._runner is not None:
            self._watch.beat()
            self._runner.fail_overdue()
            self._watch.find_lost(self._runner.held)
            self._watch.look()

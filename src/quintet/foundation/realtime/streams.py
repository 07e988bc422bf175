"""The open streams of one process: who waits for news, and what wakes them."""

import asyncio
import contextlib
import logging
import threading
from collections import Counter
from collections.abc import Callable

from quintet.foundation.access import Actor
from quintet.foundation.db import Database
from quintet.foundation.events.log import on_emitted
from quintet.foundation.realtime import feed
from quintet.foundation.realtime.listener import Listener
from quintet.foundation.realtime.settings import RealtimeSettings
from quintet.kit.errors import TooMany

log = logging.getLogger(__name__)

_READS_PER_SECOND = 200
"""All streams of a process together read the log at most about this often."""


class Place:
    """One open stream's place among those who wait. Used on the event loop only."""

    def __init__(self, streams: "Streams", workspace_id: str, reader: str) -> None:
        self._streams = streams
        self.workspace_id = workspace_id
        self.reader = reader
        self._news = asyncio.Event()
        self._end = asyncio.Event()

    @property
    def over(self) -> bool:
        return self._end.is_set()

    def wake(self) -> None:
        self._news.set()

    def end(self) -> None:
        """Have the stream end at once."""
        self._end.set()
        self._news.set()

    def reading(self) -> None:
        """From here on, news mean that the log has to be read once more."""
        self._news.clear()

    async def wait(self, seconds: float) -> bool:
        """Whether there are news within this time."""
        return await _happens(self._news, seconds)

    async def rest(self, seconds: float) -> None:
        """Wait, unless the stream ends meanwhile."""
        await _happens(self._end, seconds)

    def leave(self) -> None:
        self._streams.leave(self)


async def _happens(what: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(what.wait(), max(0.0, seconds))
    except TimeoutError:
        return what.is_set()
    return True


class Streams:
    """Takes streams in up to a bound, and wakes those of a workspace when something was logged in it.

    Threads and tasks live only as long as there are streams.
    """

    def __init__(self, db: Database, settings: RealtimeSettings | None = None) -> None:
        self.settings = settings or RealtimeSettings()
        self._db = db
        self._places: dict[str, set[Place]] = {}
        self._readers: Counter[str] = Counter()
        self._closed = False
        self._lock = threading.Lock()
        self._announced: set[str | None] = set()
        self._run: _Run | None = None

    @property
    def open(self) -> int:
        """How many streams are open (for metrics)."""
        return self._readers.total()

    @property
    def pause(self) -> float:
        """Seconds a stream leaves between two reads."""
        return max(self.settings.pause_seconds, self.open / _READS_PER_SECOND)

    def enter(self, actor: Actor) -> Place:
        """A place for a new stream; has to be left again. TooMany when there are enough."""
        reader = actor.ref or ""
        if self._closed or self.open >= self.settings.connections:
            raise TooMany("Too many live streams are open. Try again later.", retry_after=10)
        if self._readers[reader] >= self.settings.connections_per_user:
            raise TooMany("You have too many live streams open.", retry_after=10)
        self._readers[reader] += 1
        place = Place(self, actor.workspace_id, reader)
        self._places.setdefault(place.workspace_id, set()).add(place)
        if self._run is None:
            self._announced.clear()
            self._run = _Run(self, self._db)
        return place

    def leave(self, place: Place) -> None:
        """Give the place free; harmless when it was left before."""
        places = self._places.get(place.workspace_id, set())
        if place not in places:
            return
        places.discard(place)
        if not places:
            del self._places[place.workspace_id]
        self._readers[place.reader] -= 1
        if not self._readers[place.reader]:
            del self._readers[place.reader]
        if not self._readers and self._run is not None:
            self._run.stop()
            self._run = None

    def close(self) -> None:
        """End all streams and take no more: the server is shutting down. On the event loop."""
        self._closed = True
        for places in self._places.values():
            for place in places:
                place.end()

    def announce(self, workspace_id: str | None) -> None:
        """Something was logged in the workspace (None: perhaps anywhere). From any thread, and cheap."""
        run = self._run
        if run is None or (workspace_id is not None and workspace_id not in self._places):
            return
        with self._lock:
            if workspace_id in self._announced:
                return
            self._announced.add(workspace_id)
        run.call(self._wake)

    def _wake(self) -> None:
        with self._lock:
            announced, self._announced = self._announced, set()
        groups = self._places.values() if None in announced else [self._places.get(id_ or "", ()) for id_ in announced]
        for places in groups:
            for place in places:
                place.wake()


class _Run:
    """What runs while there are streams: the ears, and a poll for what they cannot hear."""

    def __init__(self, streams: Streams, db: Database) -> None:
        self._streams = streams
        self._db = db
        self._loop = asyncio.get_running_loop()
        self._forget = on_emitted(streams.announce)
        self._listener = None if db.is_sqlite else Listener(db.url, streams.announce)
        self._task = asyncio.create_task(self._poll(), name="event-poll")

    def call(self, function: Callable[[], None]) -> None:
        """Call on the event loop."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(function)

    def stop(self) -> None:
        self._forget()
        self._task.cancel()
        if self._listener is not None:
            self._listener.stop()

    async def _poll(self) -> None:
        # SQLite tells nobody; on PostgreSQL a commit may become readable only when another transaction ends.
        known = 0
        while True:
            try:
                newest = await self._db.read(feed.newest)
                if newest != known:
                    known = newest
                    self._streams.announce(None)
            except Exception:
                log.exception("looking for new events failed; trying again")
            await asyncio.sleep(self._streams.settings.poll_seconds)

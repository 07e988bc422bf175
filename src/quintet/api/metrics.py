"""`/metrics` for Prometheus: requests, jobs, deliveries. For the machine itself, or with the token of the settings."""

import hmac
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.events.delivery import backlog
from quintet.foundation.jobs import Job
from quintet.kit.errors import NotFound

if TYPE_CHECKING:
    from quintet.wiring import House

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_LOOPBACK = ("127.0.0.1", "::1", "testclient")


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "quintet_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "quintet_request_seconds", "Time to answer.", ("route",), buckets=_BUCKETS, registry=self.registry
        )
        self._backlog = Gauge("quintet_event_deliveries_waiting", "Deliveries not yet made.", registry=self.registry)
        self._jobs = Gauge("quintet_jobs", "Background jobs by status.", ("status",), registry=self.registry)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def refresh(self, session: Session) -> None:
        """Take the gauges from the database."""
        self._backlog.set(backlog(session))
        for status, count in session.execute(select(Job.status, func.count()).group_by(Job.status)):
            self._jobs.labels(str(status)).set(count)


async def metrics(request: Request) -> Response:
    """The metrics in Prometheus's text form; NotFound for others than the machine itself or the token's holder."""
    house: House = request.app.state.house
    token = house.settings.metrics_token
    header = request.headers.get("authorization", "")
    known = token is not None and hmac.compare_digest(header.encode(), f"Bearer {token}".encode())
    if not known and (token is not None or request.client is None or request.client.host not in _LOOPBACK):
        raise NotFound("page")
    gathered: Metrics = request.app.state.metrics
    await house.db.read(gathered.refresh)
    return Response(generate_latest(gathered.registry), media_type="text/plain; version=0.0.4")

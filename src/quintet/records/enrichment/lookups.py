"""Asking providers: at a bounded rate, and the same only once while the answer is fresh."""

import asyncio
import threading
import time as clock
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from quintet.foundation.ratelimits import Policy, RateLimiter
from quintet.kit import time
from quintet.kit.errors import ProviderUnavailable
from quintet.records.enrichment.ports import (
    Business,
    BusinessProfile,
    EmailCheck,
    EnrichmentProviders,
    Found,
    PhoneCheck,
    Place,
    PlacePhoto,
    Profile,
    Somebody,
)
from quintet.records.enrichment.settings import EnrichmentSettings

T = TypeVar("T")
_MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a provider said, and when."""

    provider: str
    at: datetime
    said: T


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: "Future[Answer[Any]]"
    until: float


class Lookups:
    """Asks the providers for people who wait. Outside every lane, and before anything is written.

    Answers are kept per workspace, in this process; failures are not kept.
    """

    def __init__(self, providers: EnrichmentProviders, settings: EnrichmentSettings) -> None:
        self._providers = providers
        self._policy = Policy("enrichment", settings.enrichment_per_minute, 60)
        self._limiter = RateLimiter()
        self._keep_for = settings.enrichment_kept_seconds
        self._kept: OrderedDict[tuple[str, str, object], _Kept] = OrderedDict()
        self._lock = threading.Lock()

    async def find_email(self, workspace_id: str, who: Somebody) -> Answer[Found | None]:
        finder = self._providers.email_finder
        return await self._ask(workspace_id, "find_email", finder.name, who, finder.find_email)

    async def verify_email(self, workspace_id: str, email: str) -> Answer[EmailCheck]:
        verifier = self._providers.email_verifier
        return await self._ask(workspace_id, "verify_email", verifier.name, email, verifier.verify_email)

    async def find_mobile(self, workspace_id: str, who: Somebody) -> Answer[Found | None]:
        finder = self._providers.mobile_finder
        return await self._ask(workspace_id, "find_mobile", finder.name, who, finder.find_mobile)

    async def verify_phone(self, workspace_id: str, phone: str) -> Answer[PhoneCheck]:
        verifier = self._providers.phone_verifier
        return await self._ask(workspace_id, "verify_phone", verifier.name, phone, verifier.verify_phone)

    async def find_places(self, workspace_id: str, query: str) -> Answer[tuple[Place, ...]]:
        finder = self._providers.place_finder
        return await self._ask(workspace_id, "find_places", finder.name, query, finder.find_places)

    async def enrich_person(self, workspace_id: str, who: Somebody) -> Answer[Profile | None]:
        enricher = self._providers.person_enricher
        return await self._ask(workspace_id, "enrich_person", enricher.name, who, enricher.enrich_person)

    async def find_business(self, workspace_id: str, which: Business) -> Answer[BusinessProfile | None]:
        finder = self._providers.business_finder
        return await self._ask(workspace_id, "find_business", finder.name, which, finder.find_business)

    async def photo_of(self, workspace_id: str, place_id: str) -> Answer[PlacePhoto | None]:
        photographer = self._providers.place_photographer
        # Pictures are too large to be kept here.
        return await self._ask(workspace_id, "photo_of", photographer.name, place_id, photographer.photo_of, keep=False)

    async def _ask(
        self,
        workspace_id: str,
        what: str,
        provider: str,
        question: Any,
        ask: Callable[[Any], Awaitable[T]],
        *,
        keep: bool = True,
    ) -> Answer[T]:
        key = (workspace_id, what, question)
        with self._lock:
            kept = self._kept.get(key)
            # An answer that is still on its way is waited for, however long it takes.
            known = kept.answer if kept and (not kept.answer.done() or kept.until > clock.monotonic()) else None
            if known is None:
                self._limiter.require(self._policy, workspace_id, "Too many look-ups in a minute. Try again later.")
                mine: Future[Answer[T]] = Future()
                self._kept[key] = _Kept(cast("Future[Answer[Any]]", mine), clock.monotonic() + self._keep_for)
                self._kept.move_to_end(key)
                if len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
        if known is not None:
            # Shielded: who leaves must not take the answer away from those who stay.
            return cast("Answer[T]", await asyncio.shield(asyncio.wrap_future(known)))
        try:
            answer = Answer(provider, time.now(), await ask(question))
        except BaseException as error:
            with self._lock:
                self._kept.pop(key, None)
            gone = not isinstance(error, Exception)
            mine.set_exception(ProviderUnavailable("The look-up was broken off. Try again.") if gone else error)
            raise
        mine.set_result(answer)
        if not keep:
            with self._lock:
                self._kept.pop(key, None)
        return answer

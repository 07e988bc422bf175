"""Declarations of jobs and queues."""

from datetime import timedelta

import pytest

from quintet.foundation.jobs import JobContext, Registry, Retry, UnknownJob


def work(ctx: JobContext) -> None: ...


def test_delays_grow_up_to_a_bound() -> None:
    retry = Retry(attempts=9, first_delay=2, backoff=3, max_delay=100)
    assert [retry.delay_after(attempt).total_seconds() for attempt in (1, 2, 3, 4, 5)] == [2, 6, 18, 54, 100]
    assert retry.delay_after(10_000) == timedelta(seconds=100)


@pytest.mark.parametrize("values", [{"attempts": 0}, {"first_delay": -1}, {"backoff": 0.5}, {"max_delay": -1}])
def test_a_senseless_policy_is_refused(values: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="retry policy"):
        Retry(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["send", "Mail.send", "mail.", "mail.send mail", ""])
def test_names_say_context_and_verb(name: str) -> None:
    with pytest.raises(ValueError, match="named"):
        Registry().job(name)(work)


def test_a_name_stands_for_one_thing() -> None:
    registry = Registry()
    registry.job("tests.work")(work)
    with pytest.raises(ValueError, match="declared twice"):
        registry.job("tests.work")(work)
    registry.queue("mail", concurrency=2)
    registry.queue("mail", concurrency=2)
    with pytest.raises(ValueError, match="declared twice"):
        registry.queue("mail", concurrency=3)


def test_limits_have_to_make_sense() -> None:
    registry = Registry()
    with pytest.raises(ValueError, match="timeout"):
        registry.job("tests.work", timeout=0)(work)
    with pytest.raises(ValueError, match="concurrency"):
        registry.queue("none", concurrency=0)
    with pytest.raises(ValueError, match="total"):
        registry.queue("narrow", concurrency=4, total=2)
    assert registry.queue("one", concurrency=1, total=1).prefetch == 0


def test_an_unknown_job_is_not_found() -> None:
    with pytest.raises(UnknownJob, match=r"tests\.nothing"):
        Registry().find("tests.nothing")

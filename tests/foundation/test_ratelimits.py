import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.foundation.ratelimits import Policy, RateLimit, RateLimiter
from quintet.kit.errors import TooMany

LOGIN = Policy("login", limit=5, window=60)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class TestOneSubject:
    def test_may_do_all_at_once_and_then_waits_for_the_next(self) -> None:
        clock = Clock()
        limiter = RateLimiter(clock)
        states = [limiter.take(LOGIN, "ann") for _ in range(5)]
        assert [state.remaining for state in states] == [4, 3, 2, 1, 0]
        assert [state.reset_seconds for state in states] == [12, 24, 36, 48, 60]
        refused = limiter.take(LOGIN, "ann")
        assert refused == RateLimit(allowed=False, limit=5, remaining=0, reset_seconds=60, retry_after=12)
        clock.now += 11.9
        assert limiter.take(LOGIN, "ann").retry_after == 1
        clock.now += 0.1
        assert limiter.take(LOGIN, "ann").allowed
        assert not limiter.take(LOGIN, "ann").allowed

    def test_a_refused_try_costs_nothing(self) -> None:
        clock = Clock()
        limiter = RateLimiter(clock)
        for _ in range(50):
            limiter.take(LOGIN, "ann")
        clock.now += 12
        assert limiter.take(LOGIN, "ann").allowed

    def test_is_full_again_after_the_window(self) -> None:
        clock = Clock()
        limiter = RateLimiter(clock)
        limiter.take(LOGIN, "ann", cost=5)
        clock.now += 60
        assert limiter.look(LOGIN, "ann") == RateLimit(True, 5, 5, 0, 0)

    def test_require_raises_with_the_time_to_wait(self) -> None:
        limiter = RateLimiter(Clock())
        for _ in range(5):
            limiter.require(LOGIN, "ann")
        with pytest.raises(TooMany) as caught:
            limiter.require(LOGIN, "ann")
        assert caught.value.retry_after == 12

    def test_forget(self) -> None:
        limiter = RateLimiter(Clock())
        limiter.take(LOGIN, "ann", cost=5)
        limiter.forget(LOGIN, "ann")
        assert limiter.look(LOGIN, "ann").remaining == 5

    @given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 7)), max_size=200), st.integers(1, 50))
    def test_never_gives_more_than_a_window_holds(self, steps: list[tuple[float, int]], limit: int) -> None:
        clock = Clock()
        limiter = RateLimiter(clock)
        policy = Policy("p", limit, 10.0)
        taken: list[tuple[float, int]] = []
        for pause, cost in steps:
            clock.now += pause
            cost = min(cost, limit)
            outcome = limiter.take(policy, "x", cost)
            if outcome.allowed:
                taken.append((clock.now, cost))
            else:
                assert outcome.retry_after >= 1
            assert 0 <= outcome.remaining <= limit
        for start, _ in taken:
            # A full bucket plus what flows in during the window.
            assert sum(cost for at, cost in taken if start <= at < start + 10.0) <= 2 * limit

    @given(st.integers(1, 1000), st.floats(0.01, 100_000))
    def test_exactly_the_limit_fits_at_once(self, limit: int, window: float) -> None:
        limiter = RateLimiter(Clock())
        policy = Policy("p", limit, window)
        assert [limiter.take(policy, "x").remaining for _ in range(limit)] == list(reversed(range(limit)))
        assert not limiter.take(policy, "x").allowed


class TestManySubjects:
    def test_do_not_disturb_one_another(self) -> None:
        limiter = RateLimiter(Clock())
        limiter.take(LOGIN, "ann", cost=5)
        assert limiter.take(LOGIN, "bob").allowed
        assert limiter.take(Policy("reset", 1, 60), "ann").allowed

    def test_memory_is_bounded(self) -> None:
        limiter = RateLimiter(Clock(), max_buckets=100)
        for number in range(1000):
            limiter.take(LOGIN, str(number))
        assert len(limiter) <= 100

    def test_a_flood_of_subjects_does_not_free_who_is_locked_out(self) -> None:
        limiter = RateLimiter(Clock(), max_buckets=100)
        limiter.take(LOGIN, "guesser", cost=5)
        for number in range(1000):
            limiter.take(LOGIN, str(number))
        assert not limiter.take(LOGIN, "guesser").allowed

    def test_full_buckets_go_first(self) -> None:
        clock = Clock()
        limiter = RateLimiter(clock, max_buckets=3)
        limiter.take(LOGIN, "old")
        limiter.take(LOGIN, "older")
        clock.now += 60
        limiter.take(LOGIN, "a", cost=5)
        limiter.take(LOGIN, "b", cost=5)
        limiter.take(LOGIN, "c", cost=5)
        assert all(not limiter.look(LOGIN, who).remaining for who in "abc")

    def test_threads_share_one_bucket(self) -> None:
        limiter = RateLimiter(Clock())
        policy = Policy("p", 500, 60)
        allowed: list[bool] = []

        def work() -> None:
            allowed.extend(limiter.take(policy, "x").allowed for _ in range(200))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(allowed) == 500


class TestDeclaring:
    def test_headers(self) -> None:
        limiter = RateLimiter(Clock())
        assert limiter.take(LOGIN, "ann").headers == {
            "RateLimit-Limit": "5",
            "RateLimit-Remaining": "4",
            "RateLimit-Reset": "12",
        }
        limiter.take(LOGIN, "ann", cost=4)
        assert limiter.take(LOGIN, "ann").headers["Retry-After"] == "12"

    @pytest.mark.parametrize(("limit", "window"), [(0, 1), (1, 0), (-1, 1), (1, -1)])
    def test_senseless_policies_are_refused(self, limit: int, window: float) -> None:
        with pytest.raises(ValueError, match="limit"):
            Policy("p", limit, window)

    @pytest.mark.parametrize("cost", [-1, 6])
    def test_senseless_costs_are_refused(self, cost: int) -> None:
        with pytest.raises(ValueError, match="cost"):
            RateLimiter(Clock()).take(LOGIN, "ann", cost)

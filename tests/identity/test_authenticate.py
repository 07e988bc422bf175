"""What signing in and being signed in cost, and that neither stands in anybody's way."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from quintet.foundation.db import Database
from quintet.foundation.db.raw import count_queries
from quintet.foundation.http import Credentials
from quintet.identity.sessions.authenticate import authenticate
from quintet.identity.users import passwords
from quintet.kit.errors import TooMany, Unauthenticated
from tests.identity.conftest import PASSWORD, Browser, Password
from tests.world import Person


class TestAuthenticate:
    def test_takes_one_statement(self, db: Database, member: Person) -> None:
        key = member.made("/api-keys", name="k", scopes=["*"])["key"]
        for token in (member.token, key):

            def work(session: Session, token: str = token) -> int:
                with count_queries(db.engine) as seen:
                    assert authenticate(session, Credentials(token, "bearer")).user_id == member.user_id
                return len([statement for statement in seen if statement != "BEGIN"])

            assert db.read_sync(work) == 1

    def test_a_session_token_is_no_api_key(self, db: Database, member: Person) -> None:
        with pytest.raises(Unauthenticated):
            db.read_sync(lambda session: authenticate(session, Credentials(member.token, "api_key")))


class TestPasswords:
    def test_are_checked_beside_reads(self, client: Browser, with_password: Password, member: Person) -> None:
        email = with_password("admin")
        body = {"email": email, "password": PASSWORD}

        def log_in(_: int) -> int:
            return client().post("/api/v1/auth/login", json=body).status_code

        with ThreadPoolExecutor(4) as pool:
            logins = [pool.submit(log_in, number) for number in range(4)]
            assert member.get("/members").status_code == 200
            assert [login.result() for login in logins] == [200] * 4

    def test_too_many_at_once_are_sent_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(passwords, "MOST_WAITING", 2)

        async def flood() -> list[bool | BaseException]:
            tries = (passwords.matches("x", None) for _ in range(4))
            return await asyncio.gather(*tries, return_exceptions=True)

        outcomes = asyncio.run(flood())
        assert outcomes[:2] == [False, False]
        assert all(isinstance(outcome, TooMany) for outcome in outcomes[2:])
        assert asyncio.run(passwords.matches("x", None)) is False

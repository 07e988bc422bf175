"""What finders and verifiers promise: the sandbox, and each adapter at a server that speaks its vendor's format."""

import asyncio
import socket
import threading
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from quintet.foundation.files.sniffing import sniff_image
from quintet.kit.errors import ProviderRejected, ProviderUnavailable
from quintet.providers.apollo.people import ApolloPeople
from quintet.providers.brave.search import BraveSearch
from quintet.providers.google_places.places import GooglePlaces
from quintet.providers.hunter.email import HunterEmailFinder
from quintet.providers.prospeo.mobile import ProspeoMobileFinder
from quintet.providers.reoon.email import ReoonEmailVerifier
from quintet.providers.sandbox.enrichment import SandboxEnrichment
from quintet.providers.trestle.phone import TrestlePhoneVerifier
from quintet.records.contacts.schemas import EmailStatus
from quintet.records.enrichment.ports import (
    Business,
    BusinessFinder,
    BusinessProfile,
    EmailFinder,
    EmailVerifier,
    Line,
    MobileFinder,
    PersonEnricher,
    PhoneVerifier,
    PlaceFinder,
    PlacePhotographer,
    Profile,
    Somebody,
)

T = TypeVar("T")
ADA = Somebody("Ada", "Lovelace", domain="engines.example", company="Engines Ltd")
KEY = "the-key"


def run(waiting: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(waiting)


class Server:
    """Speaks all vendors' formats, or says what the test wants."""

    def __init__(self) -> None:
        self.url = ""
        self.app = Starlette(
            routes=[
                Route("/email-finder", self._hunter),
                Route("/verify", self._reoon),
                Route("/enrich-person", self._prospeo, methods=["POST"]),
                Route("/phone_intel", self._trestle),
                Route("/places:searchText", self._google, methods=["POST"]),
                Route("/places/{id}", self._google_photos),
                Route("/places/{id}/photos/{photo}/media", self._google_media),
                Route("/picture", self._google_picture),
                Route("/people/match", self._apollo, methods=["POST"]),
                Route("/web/search", self._brave),
            ]
        )

    def begin(self) -> None:
        self.picture: bytes | None = b"\xff\xd8\xff" + b"a picture"
        self.answer: Response | None = None
        self.asked: list[Any] = []

    def _hunter(self, request: Request) -> Response:
        self.asked.append(dict(request.query_params))
        if request.headers.get("x-api-key") != KEY:
            return JSONResponse({"errors": [{"id": "authentication_failed", "code": 401}]}, 401)
        if self.answer is not None:
            return self.answer
        asked = request.query_params
        found = f"{asked['first_name']}@{asked['domain']}" if asked["domain"] != "unknown.example" else None
        return JSONResponse({"data": {"email": found, "score": 97 if found else None}, "meta": {}})

    def _reoon(self, request: Request) -> Response:
        self.asked.append(dict(request.query_params))
        if request.query_params.get("key") != KEY:
            return JSONResponse({"status": "error", "reason": "Invalid API key"}, 401)
        if self.answer is not None:
            return self.answer
        local = request.query_params["email"].partition("@")[0]
        verdict = {"invalid": "invalid", "risky": "catch_all", "unknown": "unknown"}.get(local, "safe")
        return JSONResponse({"status": verdict, "overall_score": 98, "verification_mode": "power"})

    async def _prospeo(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        if request.headers.get("x-key") != KEY:
            return JSONResponse({"error": True, "error_code": "INVALID_API_KEY"}, 401)
        if self.answer is not None:
            return self.answer
        if body["data"].get("company_website") == "unknown.example":
            return JSONResponse({"error": True, "error_code": "NO_MATCH"}, 400)
        mobile = {"status": "VERIFIED", "revealed": True, "mobile": "+1 206-555-0147"}
        return JSONResponse({"error": False, "free_enrichment": False, "person": {"mobile": mobile}})

    def _trestle(self, request: Request) -> Response:
        self.asked.append(dict(request.query_params))
        if request.headers.get("x-api-key") != KEY:
            return JSONResponse({"message": "Forbidden"}, 403)
        if self.answer is not None:
            return self.answer
        lines = {"0": "Other", "1": "Landline", "2": "NonFixedVOIP", "3": "TollFree"}
        last = request.query_params["phone"][-1]
        said = {"is_valid": last != "0", "line_type": lines.get(last, "Mobile"), "activity_score": 80}
        return JSONResponse({**said, "carrier": "T", "error": None, "warnings": []})

    async def _google(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        if request.headers.get("x-goog-api-key") != KEY:
            return JSONResponse({"error": {"code": 403, "status": "PERMISSION_DENIED"}}, 403)
        if self.answer is not None:
            return self.answer
        if body["textQuery"] == "unknown.example" or "places.id," not in request.headers["x-goog-fieldmask"]:
            return JSONResponse({})
        place = {
            "id": "ChIJ1",
            "displayName": {"text": "Tulsa Pipes", "languageCode": "en"},
            "formattedAddress": "1 Main St, Tulsa",
            "internationalPhoneNumber": "+1 206-555-0147",
            "websiteUri": "javascript:alert(1)",
            "googleMapsUri": "https://maps.google.com/?cid=1",
            "rating": 4.5,
            "userRatingCount": 12,
        }
        return JSONResponse({"places": [place]})

    def _google_photos(self, request: Request) -> Response:
        self.asked.append(request.headers.get("x-goog-fieldmask"))
        if request.headers.get("x-goog-api-key") != KEY:
            return JSONResponse({"error": {"code": 403, "status": "PERMISSION_DENIED"}}, 403)
        if self.answer is not None:
            return self.answer
        id_ = request.path_params["id"]
        if id_ == "unknown.example":
            return JSONResponse({"error": {"code": 404, "message": "Not found"}}, 404)
        authors = [{"displayName": "Ann Ames", "uri": "//maps.google.com/maps/contrib/1"}]
        return JSONResponse({"photos": [{"name": f"places/{id_}/photos/AelY_1", "authorAttributions": authors}]})

    def _google_media(self, request: Request) -> Response:
        self.asked.append("media")
        known = (request.headers.get("x-goog-api-key"), request.query_params.get("skipHttpRedirect"))
        assert known == (KEY, "true")
        return JSONResponse({"name": request.url.path[1:], "photoUri": f"{self.url}/picture"})

    def _google_picture(self, request: Request) -> Response:
        self.asked.append("picture")
        assert "x-goog-api-key" not in request.headers
        return Response(self.picture) if self.picture else Response("oh no", 500)

    async def _apollo(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        if request.headers.get("x-api-key") != KEY:
            return JSONResponse({"error": "Invalid access credentials."}, 401)
        if self.answer is not None:
            return self.answer
        if body.get("domain") == "unknown.example":
            return JSONResponse({"person": None})
        person = {
            "title": "Head of Engines",
            "departments": ["master_engineering", "c_suite"],
            "email": "Ada@Engines.example",
            "linkedin_url": "http://www.linkedin.com/in/ada",
            "organization": {"name": "Engines Ltd", "primary_domain": "engines.example"},
        }
        return JSONResponse({"person": person})

    def _brave(self, request: Request) -> Response:
        self.asked.append(dict(request.query_params))
        if request.headers.get("x-subscription-token") != KEY:
            return JSONResponse({"error": {"code": "SUBSCRIPTION_TOKEN_INVALID"}}, 403)
        if self.answer is not None:
            return self.answer
        if request.query_params["q"] == "unknown.example":
            return JSONResponse({"type": "search", "web": {"results": []}})
        results = [
            {"url": "https://www.facebook.com/engines", "description": "On Facebook"},
            {
                "url": "https://www.engines.example/about?x=1",
                "description": "They <strong>build</strong> engines &amp; more",
            },
        ]
        return JSONResponse({"type": "search", "web": {"results": results}})


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    made = Server()
    listening = socket.create_server(("127.0.0.1", 0))
    made.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(made.app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield made
    server.should_exit = True
    thread.join(timeout=10)
    listening.close()


@pytest.fixture
def server(running: Server) -> Server:
    running.begin()
    return running


@pytest.fixture(params=["sandbox", "real"])
def real(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "real")


class TestPersonEnricher:
    @pytest.fixture
    def enricher(self, server: Server, real: bool) -> PersonEnricher:
        return ApolloPeople(KEY, url=server.url) if real else SandboxEnrichment()

    def test_known(self, enricher: PersonEnricher) -> None:
        found = run(enricher.enrich_person(ADA))
        assert found is not None
        assert found.title
        assert found.department
        assert (found.email or "").endswith("@engines.example")
        assert found.email == (found.email or "").lower()
        assert (found.linkedin_url or "").startswith("http")
        assert run(enricher.enrich_person(ADA)) == found

    def test_nobody(self, enricher: PersonEnricher) -> None:
        assert run(enricher.enrich_person(Somebody("Ada", "Lovelace", domain="unknown.example"))) is None

    def test_what_is_asked_and_unfit_answers(self, server: Server) -> None:
        apollo = ApolloPeople(KEY, url=server.url)
        found = run(apollo.enrich_person(ADA))
        assert found == Profile(
            "Head of Engines", "Engineering", "ada@engines.example", "http://www.linkedin.com/in/ada", "Engines Ltd",
            "engines.example",
        )  # fmt: skip
        assert server.asked == [
            {
                "first_name": "Ada",
                "last_name": "Lovelace",
                "domain": "engines.example",
                "organization_name": "Engines Ltd",
            }
        ]
        for person in (
            {"title": 7, "departments": "x", "email": "no", "linkedin_url": "javascript:x", "organization": 1},
        ):
            server.answer = JSONResponse({"person": person})
            assert run(apollo.enrich_person(ADA)) == Profile()
        server.answer = JSONResponse({"error": "Out of credits"}, 422)
        with pytest.raises(ProviderRejected, match="Out of credits"):
            run(apollo.enrich_person(ADA))
        server.answer = JSONResponse({}, 503)
        with pytest.raises(ProviderUnavailable):
            run(apollo.enrich_person(ADA))
        with pytest.raises(ProviderRejected, match="QUINTET_APOLLO_API_KEY"):
            run(ApolloPeople("wrong", url=server.url).enrich_person(ADA))


class TestBusinessFinder:
    @pytest.fixture
    def finder(self, server: Server, real: bool) -> BusinessFinder:
        return BraveSearch(KEY, url=server.url) if real else SandboxEnrichment()

    @pytest.mark.parametrize(
        "which", [Business("Engines Ltd", "engines.example"), Business("Engines Ltd", None, "Tulsa")]
    )
    def test_known(self, finder: BusinessFinder, which: Business) -> None:
        found = run(finder.find_business(which))
        assert found is not None
        assert (found.website or "").startswith("https://")
        assert "engines" in (found.website or "")
        assert found.description

    def test_nothing(self, finder: BusinessFinder) -> None:
        assert run(finder.find_business(Business("Engines", "unknown.example"))) is None

    def test_what_is_asked_and_unfit_answers(self, server: Server) -> None:
        brave = BraveSearch(KEY, url=server.url)
        found = run(brave.find_business(Business("Engines Ltd", None, "Tulsa")))
        assert found == BusinessProfile("https://www.engines.example", "They build engines & more")
        assert server.asked == [{"q": "Engines Ltd Tulsa", "count": "10"}]
        assert run(brave.find_business(Business("Other", "other.example"))) is None
        for results in ("x", [1], [{"url": "javascript:x"}], [{"url": 7}]):
            server.answer = JSONResponse({"web": {"results": results}})
            assert run(brave.find_business(Business("Engines"))) is None
        server.answer = JSONResponse({"error": {"detail": "Too long"}}, 422)
        with pytest.raises(ProviderRejected, match="Too long"):
            run(brave.find_business(Business("Engines")))
        with pytest.raises(ProviderRejected, match="QUINTET_BRAVE_API_KEY"):
            run(BraveSearch("wrong", url=server.url).find_business(Business("Engines")))


class TestEmailFinder:
    @pytest.fixture
    def finder(self, server: Server, real: bool) -> EmailFinder:
        return HunterEmailFinder(KEY, url=server.url) if real else SandboxEnrichment()

    def test_found(self, finder: EmailFinder) -> None:
        found = run(finder.find_email(ADA))
        assert found is not None
        assert found.value.endswith("@engines.example")
        assert found.value == found.value.lower()
        assert 0 <= (found.confidence or -1) <= 100
        assert run(finder.find_email(ADA)) == found

    def test_nobody(self, finder: EmailFinder) -> None:
        assert run(finder.find_email(Somebody("Ada", "Lovelace", domain="unknown.example"))) is None


class TestEmailVerifier:
    @pytest.fixture
    def verifier(self, server: Server, real: bool) -> EmailVerifier:
        return ReoonEmailVerifier(KEY, url=server.url) if real else SandboxEnrichment()

    @pytest.mark.parametrize(
        ("email", "status"),
        [
            ("ada@x.example", EmailStatus.valid),
            ("invalid@x.example", EmailStatus.invalid),
            ("risky@x.example", EmailStatus.risky),
            ("unknown@x.example", EmailStatus.unknown),
        ],
    )
    def test_status(self, verifier: EmailVerifier, email: str, status: EmailStatus) -> None:
        check = run(verifier.verify_email(email))
        assert check.status is status
        assert check.reason


class TestMobileFinder:
    @pytest.fixture
    def finder(self, server: Server, real: bool) -> MobileFinder:
        return ProspeoMobileFinder(KEY, url=server.url) if real else SandboxEnrichment()

    def test_found(self, finder: MobileFinder) -> None:
        found = run(finder.find_mobile(ADA))
        assert found is not None
        assert found.value.startswith("+1")
        assert found.value[1:].isdigit()
        assert len(found.value) == 12

    def test_nobody(self, finder: MobileFinder) -> None:
        assert run(finder.find_mobile(Somebody("Ada", "Lovelace", domain="unknown.example"))) is None


class TestPhoneVerifier:
    @pytest.fixture
    def verifier(self, server: Server, real: bool) -> PhoneVerifier:
        return TrestlePhoneVerifier(KEY, url=server.url) if real else SandboxEnrichment()

    @pytest.mark.parametrize(
        ("last", "valid", "line", "sms"),
        [
            ("0", False, Line.other, False),
            ("1", True, Line.landline, False),
            ("2", True, Line.voip, True),
            ("3", True, Line.toll_free, False),
            ("4", True, Line.mobile, True),
        ],
    )
    def test_line(self, verifier: PhoneVerifier, last: str, valid: bool, line: Line, sms: bool) -> None:
        check = run(verifier.verify_phone(f"+1206555010{last}"))
        assert (check.valid, check.line, check.sms_eligible) == (valid, line, sms)


class TestPlacePhotographer:
    @pytest.fixture
    def photographer(self, server: Server, real: bool) -> PlacePhotographer:
        return GooglePlaces(KEY, url=server.url) if real else SandboxEnrichment()

    def test_found(self, photographer: PlacePhotographer) -> None:
        photo = run(photographer.photo_of("ChIJ1"))
        assert photo is not None
        assert sniff_image(photo.content[:16]) == "image/jpeg"
        assert photo.author

    def test_nothing(self, photographer: PlacePhotographer) -> None:
        assert run(photographer.photo_of("unknown.example")) is None

    def test_the_real_one_is_asked_with_its_key_and_the_picture_without(self, server: Server) -> None:
        run(GooglePlaces(KEY, url=server.url).photo_of("ChIJ1"))
        assert server.asked == ["photos", "media", "picture"]
        for size, expected in ((5_000_001, ProviderRejected), (None, ProviderUnavailable)):
            server.picture = b"x" * size if size else None
            with pytest.raises(expected):
                run(GooglePlaces(KEY, url=server.url).photo_of("ChIJ1"))
        server.answer = JSONResponse({"photos": [{"name": "places/../../x"}]})
        assert run(GooglePlaces(KEY, url=server.url).photo_of("ChIJ1")) is None
        with pytest.raises(ProviderRejected, match="QUINTET_GOOGLE_PLACES_API_KEY"):
            run(GooglePlaces("wrong", url=server.url).photo_of("ChIJ1"))


class TestPlaceFinder:
    @pytest.fixture
    def finder(self, server: Server, real: bool) -> PlaceFinder:
        return GooglePlaces(KEY, url=server.url) if real else SandboxEnrichment()

    def test_found(self, finder: PlaceFinder) -> None:
        places = run(finder.find_places("plumbers in Tulsa"))
        assert 1 <= len(places) <= 20
        assert all(place.place_id and place.name and place.phone for place in places)
        assert all(0 <= (place.rating or 0) <= 5 for place in places)

    def test_nothing(self, finder: PlaceFinder) -> None:
        assert run(finder.find_places("unknown.example")) == ()


def test_google_places_keeps_only_what_is_sound(server: Server) -> None:
    (place,) = run(GooglePlaces(KEY, url=server.url).find_places("plumbers"))
    assert (place.name, place.phone, place.website) == ("Tulsa Pipes", "+12065550147", None)
    assert (place.rating, place.review_count, place.maps_url) == (4.5, 12, "https://maps.google.com/?cid=1")


ASK: dict[str, Any] = {
    "hunter": lambda key, url: HunterEmailFinder(key, url=url).find_email(ADA),
    "reoon": lambda key, url: ReoonEmailVerifier(key, url=url).verify_email("ada@x.example"),
    "prospeo": lambda key, url: ProspeoMobileFinder(key, url=url).find_mobile(ADA),
    "google_places": lambda key, url: GooglePlaces(key, url=url).find_places("plumbers"),
    "trestle": lambda key, url: TrestlePhoneVerifier(key, url=url).verify_phone("+12065550104"),
}


@pytest.mark.parametrize("vendor", ASK)
class TestFailures:
    def test_wrong_key(self, server: Server, vendor: str) -> None:
        # Hunter says 401 for a wrong key and 403 for too many questions.
        with pytest.raises(ProviderRejected, match=f"QUINTET_{vendor.upper()}_API_KEY"):
            run(ASK[vendor]("wrong", server.url))

    def test_too_often(self, server: Server, vendor: str) -> None:
        server.answer = JSONResponse({}, 429, {"Retry-After": "17"})
        with pytest.raises(ProviderUnavailable) as caught:
            run(ASK[vendor](KEY, server.url))
        assert caught.value.retry_after == 17

    def test_trouble_is_asked_once(self, server: Server, vendor: str) -> None:
        server.answer = Response("oh no", 500)
        with pytest.raises(ProviderUnavailable):
            run(ASK[vendor](KEY, server.url))
        assert len(server.asked) == 1

    def test_nobody_listens(self, server: Server, vendor: str) -> None:
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            with pytest.raises(ProviderUnavailable):
                run(ASK[vendor](KEY, f"http://127.0.0.1:{deaf.getsockname()[1]}"))

    @pytest.mark.parametrize("content", ["[]", "no json", '{"error": {"message": "odd"}, "status": "odd"}'])
    def test_unreadable(self, server: Server, vendor: str, content: str) -> None:
        server.answer = Response(content, 400)
        with pytest.raises(ProviderRejected):
            run(ASK[vendor](KEY, server.url))

    def test_endless(self, server: Server, vendor: str) -> None:
        server.answer = Response('{"x": "' + "x" * 1_100_000 + '"}')
        with pytest.raises(ProviderRejected, match="too long"):
            run(ASK[vendor](KEY, server.url))


def test_who_asked_hunter_not_to_be_found_is_not_found(server: Server) -> None:
    server.answer = JSONResponse({"errors": [{"id": "claimed_email", "code": 451}]}, 451)
    assert run(HunterEmailFinder(KEY, url=server.url).find_email(ADA)) is None


def test_prospeo_is_paid_for_numbers_only(server: Server) -> None:
    run(ProspeoMobileFinder(KEY, url=server.url).find_mobile(ADA))
    assert server.asked == [
        {
            "only_verified_mobile": True,
            "enrich_mobile": True,
            "data": {
                "first_name": "Ada",
                "last_name": "Lovelace",
                "company_website": "engines.example",
                "company_name": "Engines Ltd",
            },
        }
    ]

"""The OpenAPI document against the running application: whatever is sent, nothing breaks. Bounded in examples."""

import os
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import BaseSchema, Case, GenerationMode

from quintet.api.routers import ROUTERS
from tests.world import Person

EXAMPLES = int(os.environ.get("QUINTET_TEST_EXAMPLES", "8"))
ENDLESS = {"/api/v1/events/stream", "/api/v1/files"}
OPERATIONS = sorted(
    {
        (method, route.path)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and route.include_in_schema and route.path not in ENDLESS
        for method in route.methods or ()
    }
)
pytestmark = [
    pytest.mark.contract,
    # Schemathesis draws from `random` within its strategies; the seed is fixed anyway.
    pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning"),
]
_known: list[BaseSchema] = []
_bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
def test_nothing_breaks(app: FastAPI, owner: Person, method: str, path: str, mode: GenerationMode) -> None:
    # The document is the same for every application, and takes longer to make than all else here.
    if not _known:
        _known.append(schemathesis.openapi.from_dict(app.openapi()))
    operation = _known[0][path][method]

    @_bounded
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Case[Any]) -> None:
        request = case.as_transport_kwargs(base_url="http://testserver")
        request["headers"] = {**request.get("headers", {}), "Authorization": f"Bearer {owner.token}"}
        request.pop("cookies", None)
        if isinstance(request.get("data"), (bytes, str)):
            request["content"] = request.pop("data")
        answer = owner.http.request(**request)
        assert answer.status_code < 500, answer.text
        assert answer.status_code != 401, answer.text

    # Unsatisfiable: the operation has nothing that could be sent wrongly.
    with suppress(Unsatisfiable):
        send()

"""Every declared object agrees with its table and schemas."""

import pytest

import quintet.api.routers  # noqa: F401 - loads all objects
from quintet.foundation.objects.columns import columns_of
from quintet.foundation.objects.registry import AnyService, objects

SERVICES = list(objects().values())
NOT_FIELDS = {"custom", "tag_ids"}


@pytest.fixture(params=SERVICES, ids=lambda service: service.spec.name)
def service(request: pytest.FixtureRequest) -> AnyService:
    found: AnyService = request.param
    return found


def test_what_can_be_written_can_be_read(service: AnyService) -> None:
    spec = service.spec
    readable = set(columns_of(spec))
    for schema in (spec.create, spec.update):
        assert set(schema.model_fields) - readable - NOT_FIELDS == set(), (
            f"{schema.__name__} takes what nobody can read"
        )


def test_what_is_not_readonly_can_be_changed(service: AnyService) -> None:
    spec = service.spec
    writable = {field.name for field in spec.fields if not field.readonly}
    assert writable - set(spec.update.model_fields) - set(spec.create.model_fields) == set()


def test_required_fields_are_required_on_creation(service: AnyService) -> None:
    spec = service.spec
    required = {name for name, field in spec.create.model_fields.items() if field.is_required()}
    assert {field.name for field in spec.fields if field.required} <= required | {"title"}


def test_updates_are_all_optional(service: AnyService) -> None:
    assert not [name for name, field in service.spec.update.model_fields.items() if field.is_required()]


def test_match_keys_are_attributes(service: AnyService) -> None:
    for key in service.spec.match_keys:
        assert hasattr(service.spec.model, key)
        assert key in service.spec.update.model_fields


def test_names_do_not_clash(service: AnyService) -> None:
    others = [s.spec for s in SERVICES if s is not service]
    assert service.spec.plural not in {name for spec in others for name in (spec.name, spec.plural)}

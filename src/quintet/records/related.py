"""Records that hang on another record: tasks, notes and activities on a company, a contact, …"""

from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, allowed
from quintet.foundation.http import Body
from quintet.foundation.objects import objects
from quintet.foundation.objects.visibility import visible_ids
from quintet.kit.errors import Invalid
from quintet.kit.values import RecordId

ObjectName = Annotated[str, Field(min_length=1, max_length=60)]


class OnRecord(Body):
    """What the record hangs on: an object's name (`contact`) and the id of one of its records."""

    related_type: ObjectName | None = None
    related_id: RecordId | None = None


def check_related(session: Session, actor: Actor, data: OnRecord) -> None:
    """Invalid unless type and id are given together and name a record that the actor sees, or are both null."""
    given = data.model_fields_set & {"related_type", "related_id"}
    if not given:
        return
    kind, id_ = data.related_type, data.related_id
    if len(given) == 1 or (kind is None) != (id_ is None):
        missing = "related_type" if kind is None else "related_id"
        raise Invalid.one(missing, "required", "Give both related_type and related_id.")
    if kind is None or id_ is None:
        return
    service = objects().get(kind)
    if service is None or service.spec.related is not None or service.spec.visibility.everyone:
        raise Invalid.one("related_type", "invalid", "Nothing can hang on such a record.")
    spec = service.spec
    if not allowed(actor, spec.right("read")) or id_ not in visible_ids(session, actor, spec, [id_]):
        raise Invalid.one("related_id", "unknown_reference", f"There is no such {kind}.")

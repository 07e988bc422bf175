"""What an actor sees of events: whether at all, with which links, and with or without what was changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, allowed
from quintet.foundation.events import Ref
from quintet.foundation.events.models import EventLink, EventRow
from quintet.foundation.objects.registry import objects
from quintet.foundation.objects.visibility import visible
from quintet.foundation.realtime.rights import READ, right_to_be_told


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """An event as far as an actor sees it. `data` and `changes` are None when its subject is hidden from them."""

    id: str
    type: str
    at: datetime
    actor_kind: str
    actor_id: str | None
    actor_label: str
    subject: Ref
    links: tuple[Ref, ...]
    data: Mapping[str, Any] | None
    changes: Mapping[str, Any] | None

    def json(self) -> dict[str, Any]:
        """The one JSON form of events."""
        return {
            "id": self.id,
            "type": self.type,
            "at": self.at,
            "actor": {"kind": self.actor_kind, "id": self.actor_id, "label": self.actor_label},
            "subject": self.subject._asdict(),
            "links": [ref._asdict() for ref in self.links],
            "data": self.data,
            "changes": self.changes,
        }


def seen(session: Session, actor: Actor, rows: Sequence[EventRow]) -> list[SeenEvent | None]:
    """Each event as the actor sees it, None for one they don't: the one rule of streams, timelines and the audit list.

    An event is seen by who sees a record it is linked to, and by the person it is about; what happened to a subject
    hidden from them stays hidden. What concerns no record is for those who may read the list of such things (members,
    invitations, see `tell_readers`), and otherwise (keys, sessions) the whole log. API keys need the right to read
    the subject's object besides.
    """
    links = links_of(session, [row.id for row in rows])
    if not actor.sees_all:
        shown = visible_refs(session, actor, {ref for refs in links.values() for ref in refs})
    reads_all, known, me = allowed(actor, READ), objects(), Ref("user", actor.user_id or "")
    found: list[SeenEvent | None] = []
    for row in rows:
        subject = Ref(row.subject_type, row.subject_id)
        refs = [ref for ref in links[row.id] if may_read(actor, ref.type)]
        if not may_read(actor, subject.type):
            found.append(None)
        elif actor.sees_all:
            told = reads_all or _is_told(actor, subject.type)
            concerned = told or any(ref.type in known or ref == me for ref in refs)
            found.append(_seen(row, refs, True) if concerned else None)
        else:
            refs = [ref for ref in refs if ref in shown]
            whole = subject in shown or subject.type not in known
            found.append(_seen(row, refs, whole) if refs or _is_told(actor, subject.type) else None)
    return found


def may_read(actor: Actor, record_type: str) -> bool:
    """Whether role and scopes let the actor read records of this type at large."""
    service = objects().get(record_type)
    if service is not None:
        return allowed(actor, service.spec.right("read"))
    return actor.scopes is None or allowed(actor, READ) or _is_told(actor, record_type)


def _is_told(actor: Actor, subject_type: str) -> bool:
    right = right_to_be_told(subject_type)
    return right is not None and allowed(actor, right)


def visible_refs(session: Session, actor: Actor, refs: Iterable[Ref]) -> set[Ref]:
    """Those of the records that a member sees, in the bin or not; and the member themselves."""
    ids: dict[str, set[str]] = defaultdict(set)
    for ref in refs:
        ids[ref.type].add(ref.id)
    found: set[Ref] = set()
    if actor.user_id is not None and actor.user_id in ids.pop("user", ()):
        found.add(Ref("user", actor.user_id))
    known = objects()
    for type_, wanted in ids.items():
        service = known.get(type_)
        if service is None:
            continue
        model = service.spec.model
        statement = select(model.id).where(model.id.in_(sorted(wanted)), visible(service.spec))
        shown = session.scalars(statement, {"ws": actor.workspace_id, "me": actor.user_id})
        found.update(Ref(type_, id_) for id_ in shown)
    return found


def links_of(session: Session, event_ids: Collection[str]) -> dict[str, list[Ref]]:
    """The records each event is linked to, its subject among them."""
    found: dict[str, list[Ref]] = {id_: [] for id_ in event_ids}
    if event_ids:
        # Put in order here: asked for it, SQLite would walk all links of the workspace in that order.
        statement = select(EventLink.event_id, EventLink.record_type, EventLink.record_id).where(
            EventLink.event_id.in_(event_ids)
        )
        for event_id, type_, id_ in sorted(tuple(row) for row in session.execute(statement)):
            found[event_id].append(Ref(type_, id_))
    return found


def _seen(row: EventRow, refs: list[Ref], whole: bool) -> SeenEvent:
    return SeenEvent(
        id=row.id,
        type=row.type,
        at=row.at,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        actor_label=row.actor_label,
        subject=Ref(row.subject_type, row.subject_id),
        links=tuple(refs),
        data=row.data if whole else None,
        changes=row.changes if whole else None,
    )

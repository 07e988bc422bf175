"""GPS Leaders: Leads, which are contacts of companies on their way."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders import notes
from quintet.dialects.gpsleaders.contacts import FACE as CONTACT
from quintet.dialects.gpsleaders.envelope import Given, data
from quintet.dialects.gpsleaders.photos import photo_url
from quintet.dialects.records import RecordFace
from quintet.dialects.stages import StageWord, StageWords
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.kit.errors import BadRequest, Invalid
from quintet.records.public import LEADS, PipelineKind, StageKind

routes = dialect_router("/api/leads", "Leads")
BOGUS = "BOGUS"
FACE = RecordFace(
    service=LEADS,
    names={"campaign": "sourceCampaign"},
    expand=("tags", "contact", "company", "owner"),
    derived={"photoUrl": photo_url},
)
WORDS = StageWords(
    PipelineKind.lead,
    (
        StageWord("NEW_LEAD", 10, ("new",)),
        StageWord("CONTACTED", 25),
        StageWord("ENGAGED", 50),
        StageWord("QUALIFIED", 75),
        StageWord("WON", 100, kind=StageKind.won),
        StageWord("LOST", 0, kind=StageKind.lost),
    ),
)


class StageBody(CamelBody):
    stage: str
    lost_reason: str | None = None


@routes.post("", operation_id="leads.create")
async def create(request: Request, body: Given) -> Response:
    """Of a contact; of their company unless another is named."""

    def work(session: Session, actor: Actor) -> Reply:
        given = {name: value for name, value in body.items() if name != "stage"}
        if not isinstance(given.get("contactId"), str):
            raise Invalid.one("contactId", "required", "Say whose lead this is.")
        if "companyId" not in given:
            given["companyId"] = CONTACT.one(session, actor, given["contactId"])["companyId"]
        stage_id = WORDS.stage_id(session, actor, _word(body.get("stage", "NEW_LEAD")), field="stage")
        made = FACE.create(session, actor, given, stage_id=stage_id)
        return data(_shown(session, made), 201)

    return await door_of(request).write(request, work)


@routes.patch("/{id}", operation_id="leads.update")
async def update(request: Request, id: str, body: Given) -> Response:
    """Its own fields, and under `contact` those of the person."""

    def work(session: Session, actor: Actor) -> Reply:
        contact = body.get("contact")
        if contact is not None:
            if not isinstance(contact, dict):
                raise Invalid.one("contact", "invalid", "Must be an object.")
            contact_id = FACE.one(session, actor, id)["contactId"]
            if contact_id is None:
                raise Invalid.one("contact", "no_contact", "This lead has no contact.")
            CONTACT.update(session, actor, contact_id, contact)
        if "stage" in body:
            _move(session, actor, id, _word(body["stage"]), body.get("lostReason"))
        own = {name: value for name, value in body.items() if name not in ("contact", "stage", "lostReason")}
        return data(_shown(session, FACE.update(session, actor, id, own)))

    return await door_of(request).write(request, work)


@routes.delete("/{id}", operation_id="leads.delete")
async def delete(request: Request, id: str) -> Response:
    """It is bogus then."""

    def work(session: Session, actor: Actor) -> Reply:
        LEADS.delete(session, actor, id)
        return Reply.json({"success": True})

    return await door_of(request).write(request, work)


@routes.patch("/{id}/stage", operation_id="leads.stage.update")
async def move(request: Request, id: str, body: StageBody) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        _move(session, actor, id, body.stage, body.lost_reason)
        return data(_shown(session, FACE.one(session, actor, id)))

    return await door_of(request).write(request, work)


@routes.get("/{id}/notes", operation_id="leads.notes.list")
async def list_notes(request: Request, id: str) -> Response:
    """Those of the lead's company; 400 when it has none."""

    def work(session: Session, actor: Actor) -> Reply:
        return data(notes.notes_of(session, actor, _company_of(session, actor, id)))

    return (await door_of(request).read(request, work)).response()


@routes.post("/{id}/notes", operation_id="leads.notes.create")
async def create_note(request: Request, id: str, body: notes.NoteBody) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return data(notes.add_note(session, actor, _company_of(session, actor, id), body), 201)

    return await door_of(request).write(request, work)


@routes.patch("/{id}/notes/{noteId}", operation_id="leads.notes.update")
async def update_note(request: Request, id: str, noteId: str, body: notes.NoteBody) -> Response:  # noqa: N803
    """By its author."""

    def work(session: Session, actor: Actor) -> Reply:
        return data(notes.change_note(session, actor, _company_of(session, actor, id), noteId, body))

    return await door_of(request).write(request, work)


@routes.delete("/{id}/notes/{noteId}", operation_id="leads.notes.delete")
async def delete_note(request: Request, id: str, noteId: str) -> Response:  # noqa: N803
    """By its author."""

    def work(session: Session, actor: Actor) -> Reply:
        notes.delete_note(session, actor, _company_of(session, actor, id), noteId)
        return Reply.json({"success": True})

    return await door_of(request).write(request, work)


def _company_of(session: Session, actor: Actor, lead_id: str) -> str:
    company_id = FACE.one(session, actor, lead_id)["companyId"]
    if not isinstance(company_id, str):
        raise BadRequest("This lead has no company.", code="no_company")
    return company_id


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise Invalid.one("stage", "invalid", "Must be the name of a stage.")
    return value


def _move(session: Session, actor: Actor, lead_id: str, word: str, reason: Any) -> None:
    """Within its pipeline, by the one way to another stage."""
    if word == BOGUS:
        LEADS.delete(session, actor, lead_id)
        return
    pipeline_id = FACE.one(session, actor, lead_id)["pipelineId"]
    stage_id = WORDS.stage_id(session, actor, word, field="stage", pipeline_id=pipeline_id)
    if stage_id is None:
        raise Invalid.one("stage", "no_such_stage", "The lead's pipeline has no such stage.")
    given = {"lostReason": reason} if reason is not None else {}
    FACE.update(session, actor, lead_id, {**given, "stageId": stage_id})


def shown_lead(words: Mapping[str, str], lead: dict[str, Any]) -> dict[str, Any]:
    """A lead with the word for its stage, of the words by stage."""
    word = words.get(lead["stageId"], "NEW_LEAD")
    return {**lead, "stage": BOGUS if lead["status"] == "bogus" else word}


def _shown(session: Session, lead: dict[str, Any]) -> dict[str, Any]:
    return shown_lead(WORDS.by_id(session), lead)

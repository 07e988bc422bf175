"""The tags with consequences: which there are, and how a workspace comes by them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects.writing import add_record
from quintet.records.tags.models import Tag
from quintet.records.tags.object import TAG
from quintet.records.tags.schemas import TagCategory


@dataclass(frozen=True, slots=True)
class SystemTag:
    """A tag that every workspace has once it works with tags that have consequences. Its key is its slug."""

    key: str
    name: str
    category: TagCategory
    color: str
    description: str


WON, DNC = "won", "dnc"
SYSTEM_TAGS = (
    SystemTag("icp-best-fit", "ICP: best fit", TagCategory.icp, "#2b8a3e", "The customer we are made for."),
    SystemTag("icp-good-fit", "ICP: good fit", TagCategory.icp, "#66a80f", "Close to the customer we are made for."),
    SystemTag("icp-poor-fit", "ICP: poor fit", TagCategory.icp, "#868e96", "Not who we are made for."),
    SystemTag("precall-mail", "Before the call: mail", TagCategory.precall, "#1971c2", "Mails go out before a call."),
    SystemTag("precall-text", "Before the call: text", TagCategory.precall, "#1971c2", "Texts go out before a call."),
    SystemTag("spoke-interested", "Spoke: interested", TagCategory.spoke, "#2f9e44", "Wants to hear more."),
    SystemTag("spoke-later", "Spoke: later", TagCategory.spoke, "#f08c00", "Wants to hear more another time."),
    SystemTag("spoke-no", "Spoke: not interested", TagCategory.spoke, "#e03131", "Does not want it."),
    SystemTag("no-answer", "No answer", TagCategory.disposition, "#9c36b5", "Starts the sequence for no answer."),
    SystemTag("voicemail", "Left a voicemail", TagCategory.disposition, "#9c36b5", "Starts the sequence after it."),
    SystemTag("follow-up", "Follow up", TagCategory.disposition, "#9c36b5", "Starts the sequence of following up."),
    SystemTag(WON, "Won", TagCategory.outcome, "#2b8a3e", "The lead is won."),
    SystemTag(DNC, "Do not contact", TagCategory.outcome, "#c92a2a", "The lead is lost and nobody writes or calls."),
)


def have_system_tags(session: Session) -> bool:
    """Whether the workspace has them all."""
    known = session.scalars(select(Tag.system).where(Tag.system.is_not(None), Tag.deleted_at.is_(None)))
    return {tag.key for tag in SYSTEM_TAGS} <= set(known)


def ensure_system_tags(session: Session, actor: Actor) -> None:
    """Give the workspace those system tags that it has not. A tag of its own keeps its name and slug."""
    live = session.scalars(select(Tag).where(Tag.deleted_at.is_(None))).all()
    keys = {tag.system for tag in live}
    names, slugs = {tag.name_folded for tag in live}, {tag.slug: tag for tag in live}
    for place, each in enumerate(SYSTEM_TAGS):
        if each.key in keys:
            continue
        own = slugs.get(each.key)
        if own is not None:
            # It had the slug before that had a meaning. The meaning is known by the slug, so it gets another.
            own.slug = f"{each.key[:80]}-own"
            session.flush()
        name = each.name if each.name.casefold() not in names else f"{each.name} (built in)"
        values = {"slug": each.key, "system": each.key, "category": each.category.value, "position": place}
        tag = Tag(**values, name=name, name_folded=name.casefold(), color=each.color, description=each.description)
        add_record(session, actor, TAG, tag)

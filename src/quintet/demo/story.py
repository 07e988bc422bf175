"""One week of the demo company: who is met, what is sold, what is left to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from quintet.demo import words
from quintet.demo.people import Inventor
from quintet.demo.sales import Sales, Shop
from quintet.foundation.access import Actor
from quintet.foundation.objects import bulk
from quintet.foundation.objects.registry import AnyService
from quintet.identity.public import mark_all_read
from quintet.kit import time
from quintet.records.public import (
    ACTIVITIES,
    COMPANIES,
    CONTACTS,
    DEALS,
    LEADS,
    NOTES,
    TASKS,
    Conversion,
    DealWanted,
    StageKind,
    close_deal,
    complete_task,
    convert_lead,
)

Act = Callable[[Session], None]
COMPANIES_A_WEEK, CONTACTS_A_WEEK, LEADS_A_WEEK, DEALS_A_WEEK = 6, 18, 6, 5
NOTES_A_WEEK, TALKS_A_WEEK, TASKS_A_WEEK = 8, 14, 9
PROPOSED = 2
"""The stage in which deals get a proposal."""
LATE = timedelta(days=12)
"""Tasks that are older are all done."""


@dataclass(slots=True)
class Known:
    """A record of the story."""

    id: str
    name: str
    owner: Actor
    company: "Known | None" = None
    domain: str = ""


@dataclass(slots=True)
class OpenDeal:
    """A deal that is not over, and how far it is."""

    id: str
    owner: Actor
    stage: int = 0


@dataclass(slots=True)
class World:
    """What there is at the beginning of a week. `stages` and `lead_stages` are the open stages in their order."""

    team: list[Actor]
    tag_ids: list[str]
    stages: list[str]
    lead_stages: list[str]
    shop: Shop
    companies: list[Known] = field(default_factory=list)
    contacts: list[Known] = field(default_factory=list)
    deals: list[OpenDeal] = field(default_factory=list)
    leads: list[Known] = field(default_factory=list)
    numbers: int = 0

    def next_number(self) -> int:
        self.numbers += 1
        return self.numbers


class Week:
    """A week of the story, from Monday at midnight. `today` is the day on which the demo is made."""

    def __init__(self, world: World, number: int, monday: datetime, today: datetime) -> None:
        self.world, self.monday, self.today = world, monday, today
        self.dice = Random(f"quintet {number}")
        self.inventor = Inventor(self.dice)
        self.sales = Sales(world.shop, number, today)
        self.acts: list[tuple[datetime, Act]] = []

    def play(self, session: Session) -> None:
        """Do everything that happened before the present, in the order it happened."""
        self._plan()
        for moment, act in sorted(self.acts, key=lambda planned: planned[0]):
            if moment < self.today:
                with time.as_of(moment):
                    act(session)

    def _moment(self) -> datetime:
        return self.monday + timedelta(days=self.dice.randrange(5), minutes=self.dice.randint(8 * 60, 17 * 60))

    def _at(self, act: Act) -> None:
        self.acts.append((self._moment(), act))

    def _plan(self) -> None:
        dice = self.dice
        for _ in range(COMPANIES_A_WEEK):
            self._at(self._meet_company)
        for _ in range(CONTACTS_A_WEEK):
            self._at(self._meet_person)
        for _ in range(LEADS_A_WEEK):
            self._at(self._find_lead)
        for lead in list(self.world.leads):
            if dice.random() < 0.5:
                self._at(self._go_on_with(lead))
        for _ in range(DEALS_A_WEEK):
            self._at(self._open_deal)
        for deal in list(self.world.deals):
            self._at(self._go_on_selling(deal))
        for _ in range(NOTES_A_WEEK):
            self._at(self._note)
        for _ in range(TALKS_A_WEEK):
            self._at(self._talk)
        for _ in range(TASKS_A_WEEK):
            self._at(self._task)
        self.acts += self.sales.plan(self.monday)
        self.acts.append((self.monday + timedelta(days=4, hours=17, minutes=30), self._read_notices))

    def _make(self, session: Session, actor: Actor, service: AnyService, **values: Any) -> str:
        made: str = service.create(session, actor, bulk.parse(service.spec.create, values)).id
        return made

    def _meet_company(self, session: Session) -> None:
        values = self.inventor.company(self.world.next_number())
        owner = self.dice.choice(self.world.team)
        tags = self._some_tags(0.25)
        id_ = self._make(session, owner, COMPANIES, **values, tag_ids=tags)
        self.world.companies.append(Known(id_, values["name"], owner, domain=values["domain"]))

    def _meet_person(self, session: Session) -> None:
        if self.world.companies:
            company = self.dice.choice(self.world.companies[-60:])
            values = self.inventor.person(self.world.next_number(), company.domain)
            tags = self._some_tags(0.4)
            id_ = self._make(session, company.owner, CONTACTS, **values, company_id=company.id, tag_ids=tags)
            name = f"{values['first_name']} {values['last_name']}"
            self.world.contacts.append(Known(id_, name, company.owner, company))

    def _find_lead(self, session: Session) -> None:
        number = self.world.next_number()
        business = self.inventor.company(number)
        person = self.inventor.person(number, business["domain"])
        owner = self.dice.choice(self.world.team)
        address = business["addresses"][0]
        id_ = self._make(
            session,
            owner,
            LEADS,
            **{name: person[name] for name in ("first_name", "last_name", "email", "phone", "title", "source")},
            business_name=business["name"],
            website=business["website"],
            category=business["industry"],
            city=address["city"],
            country=address["country"],
            address=address["line1"],
            estimated_revenue_minor=self.inventor.value(),
        )
        self.world.leads.append(Known(id_, business["name"], owner))

    def _go_on_with(self, lead: Known) -> Act:
        def act(session: Session) -> None:
            luck = self.dice.random()
            if luck < 0.14:
                self.world.leads.remove(lead)
                deal = DealWanted(title=f"{lead.name}: {self.dice.choice(words.OFFERS)}")
                converted = convert_lead(session, lead.owner, lead.id, Conversion(deal=deal))
                if converted.deal_id is not None:
                    self.world.deals.append(OpenDeal(converted.deal_id, lead.owner))
            elif luck < 0.2:
                self.world.leads.remove(lead)
                LEADS.delete(session, lead.owner, lead.id)
            else:
                stage = self.dice.choice(self.world.lead_stages)
                LEADS.update(session, lead.owner, lead.id, bulk.parse(LEADS.spec.update, {"stage_id": stage}))

        return act

    def _open_deal(self, session: Session) -> None:
        if not self.world.contacts:
            return
        contact = self.dice.choice(self.world.contacts[-150:])
        company = contact.company
        expected = time.now() + timedelta(days=self.dice.randint(20, 90))
        id_ = self._make(
            session,
            contact.owner,
            DEALS,
            title=f"{company.name if company else contact.name}: {self.dice.choice(words.OFFERS)}",
            value_minor=self.inventor.value(),
            expected_close_date=expected.date().isoformat(),
            company_id=company.id if company else None,
            contact_ids=[contact.id],
            source=self.dice.choice(words.SOURCES),
            tag_ids=self._some_tags(0.1),
            product_id=self.sales.some_plan(),
        )
        self.world.deals.append(OpenDeal(id_, contact.owner))

    def _go_on_selling(self, deal: OpenDeal) -> Act:
        def act(session: Session) -> None:
            luck, last = self.dice.random(), len(self.world.stages) - 1
            if luck < 0.05 or (deal.stage == last and luck < 0.14):
                self.world.deals.remove(deal)
                reason = self.dice.choice(words.LOST)
                self.sales.lost(session, deal.id, deal.owner, reason)
                close_deal(session, deal.owner, deal.id, StageKind.lost, reason)
            elif deal.stage == last and luck < 0.4:
                self.world.deals.remove(deal)
                won = close_deal(session, deal.owner, deal.id, StageKind.won)
                self.sales.won(session, deal.id, deal.owner)
                if won.company_id is not None:
                    bought = bulk.parse(COMPANIES.spec.update, {"status": "customer"})
                    COMPANIES.update(session, deal.owner, won.company_id, bought)
            elif deal.stage < last and luck < 0.35:
                deal.stage += 1
                wanted = {"stage_id": self.world.stages[deal.stage]}
                DEALS.update(session, deal.owner, deal.id, bulk.parse(DEALS.spec.update, wanted))
                if deal.stage == PROPOSED:
                    self.sales.offer(session, deal.id, deal.owner)

        return act

    def _note(self, session: Session) -> None:
        if self.world.contacts:
            contact = self.dice.choice(self.world.contacts[-200:])
            text = self.dice.choice(words.NOTES)
            self._make(session, contact.owner, NOTES, related_type="contact", related_id=contact.id, body=text)

    def _talk(self, session: Session) -> None:
        if not self.world.contacts:
            return
        contact = self.dice.choice(self.world.contacts[-200:])
        values: dict[str, Any] = {"participant_ids": [contact.id], "starts_at": time.to_text(time.now())}
        match self.dice.choice(("call", "call", "email", "email", "meeting")):
            case "call":
                values |= {"type": "call", "subject": self.dice.choice(words.CALLS), "direction": "outbound"}
                values["outcome"] = self.dice.choice(words.OUTCOMES)
            case "email":
                subject, text = self.inventor.mail(contact.name.split()[0], contact.owner.label)
                values |= {"type": "email", "subject": subject, "body": text, "direction": "outbound"}
            case _:
                start = time.now() + timedelta(days=self.dice.randint(1, 9))
                values |= {"type": "meeting", "subject": self.dice.choice(words.MEETINGS)}
                values |= {"starts_at": time.to_text(start), "ends_at": time.to_text(start + timedelta(hours=1))}
        self._make(session, contact.owner, ACTIVITIES, **values)

    def _task(self, session: Session) -> None:
        if not self.world.contacts:
            return
        contact = self.dice.choice(self.world.contacts[-200:])
        pattern, kind = self.dice.choice(words.TASKS)
        title = pattern.format(person=contact.name, company=contact.company.name if contact.company else contact.name)
        # Whoever tries the demo signs in as the first of the team: their day shall have something in it.
        recent = self.today - time.now() < LATE
        doer = self.world.team[0] if recent and self.dice.random() < 0.4 else contact.owner
        due = (time.now() + timedelta(days=self.dice.randint(1, 12))).replace(minute=0, second=0, microsecond=0)
        id_ = self._make(
            session,
            doer,
            TASKS,
            title=title,
            type=kind,
            priority=self.dice.choice(("low", "normal", "normal", "high")),
            due_at=time.to_text(due),
            assignee_id=doer.user_id,
            related_type="contact",
            related_id=contact.id,
        )
        done = due + timedelta(hours=self.dice.randint(-20, 30))
        late = self.today - due < LATE and self.dice.random() < 0.3
        if not late and time.now() < done < self.today:
            with time.as_of(done):
                complete_task(session, doer, id_)

    def _read_notices(self, session: Session) -> None:
        """Nobody goes into the weekend with something unread."""
        for actor in self.world.team:
            mark_all_read(session, actor)

    def _some_tags(self, chance: float) -> list[str]:
        return [self.dice.choice(self.world.tag_ids)] if self.dice.random() < chance else []


def weeks(count: int, today: datetime) -> Iterator[tuple[int, datetime]]:
    """The last weeks up to today's, by number and Monday."""
    this = (today - timedelta(days=today.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    for number in range(count):
        yield number, this - timedelta(weeks=count - 1 - number)

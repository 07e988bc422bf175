"""What others may use of records."""

from quintet.records.activities.schemas import ActivityCreate, ActivityUpdate, ReviewResolution
from quintet.records.activities.service import ACTIVITIES, delete_activity, resolve_review
from quintet.records.activities.touches import Touch, activities_of, touches
from quintet.records.companies.addresses import add_address, change_address, list_addresses, remove_address
from quintet.records.companies.schemas import AddressCreate, AddressUpdate, CompanyCreate, CompanyUpdate
from quintet.records.companies.service import COMPANIES
from quintet.records.contacts.schemas import ContactCreate, ContactUpdate
from quintet.records.contacts.service import CONTACTS, deactivate_contact
from quintet.records.deals.pace import days_to_win
from quintet.records.deals.schemas import Closing, DealCreate, DealUpdate, Postmortem, Reengagement, Snoozing
from quintet.records.deals.service import DEALS, currency_of, move_deal
from quintet.records.deals.service import STAGED as DEAL_STAGES
from quintet.records.deals.verbs import close_deal, re_engage_deal, snooze_deal, write_postmortem
from quintet.records.enrichment.lookups import Answer, Lookups
from quintet.records.enrichment.photos import keep_photo_beside, photo_beside
from quintet.records.enrichment.ports import Profile
from quintet.records.enrichment.profiles import (
    business_to_enrich,
    keep_business,
    keep_profile,
    somebody_to_enrich,
)
from quintet.records.enrichment.service import (
    Search,
    email_to_verify,
    keep_email,
    keep_email_check,
    keep_mobile,
    keep_phone_check,
    phone_to_verify,
    places_to_find,
    somebody_with_email,
    somebody_with_mobile,
)
from quintet.records.leads.converting import convert_lead
from quintet.records.leads.schemas import Conversion, DealWanted, LeadCreate, LeadUpdate
from quintet.records.leads.service import LEADS
from quintet.records.leads.service import STAGED as LEAD_STAGES
from quintet.records.memories.schemas import MemoryCreate, MemoryUpdate
from quintet.records.memories.service import MEMORIES
from quintet.records.naming import company_named, known_company, known_contact, known_lead, tags_named
from quintet.records.notes.schemas import NoteCreate, NoteUpdate
from quintet.records.notes.service import NOTES
from quintet.records.photos import PHOTO
from quintet.records.pipelines.board import read_board
from quintet.records.pipelines.defaults import default_pipeline
from quintet.records.pipelines.models import Stage
from quintet.records.pipelines.restaging import set_stages
from quintet.records.pipelines.schemas import (
    Move,
    PipelineCreate,
    PipelineKind,
    PipelineStage,
    PipelineUpdate,
    StageKind,
    StageWanted,
)
from quintet.records.pipelines.service import PIPELINES, all_stats, pipeline_stats
from quintet.records.pipelines.staging import stages_of_kind
from quintet.records.standings.service import Standing, count_lifetime_values, standings
from quintet.records.tags.schemas import TagCategory
from quintet.records.tags.service import TAGS, tag_by_slug
from quintet.records.tags.system import ensure_system_tags, have_system_tags
from quintet.records.tags.tagging import tag_record
from quintet.records.tasks.schemas import TaskCreate, TaskUpdate
from quintet.records.tasks.service import TASKS, complete_task
from quintet.records.taxonomies.schemas import TaxonomyKind
from quintet.records.taxonomies.service import TAXONOMIES

__all__ = [
    "ACTIVITIES",
    "COMPANIES",
    "CONTACTS",
    "DEALS",
    "DEAL_STAGES",
    "LEADS",
    "LEAD_STAGES",
    "MEMORIES",
    "NOTES",
    "PHOTO",
    "PIPELINES",
    "TAGS",
    "TASKS",
    "TAXONOMIES",
    "ActivityCreate",
    "ActivityUpdate",
    "AddressCreate",
    "AddressUpdate",
    "Answer",
    "Closing",
    "CompanyCreate",
    "CompanyUpdate",
    "ContactCreate",
    "ContactUpdate",
    "Conversion",
    "DealCreate",
    "DealUpdate",
    "DealWanted",
    "LeadCreate",
    "LeadUpdate",
    "Lookups",
    "MemoryCreate",
    "MemoryUpdate",
    "Move",
    "NoteCreate",
    "NoteUpdate",
    "PipelineCreate",
    "PipelineKind",
    "PipelineStage",
    "PipelineUpdate",
    "Postmortem",
    "Profile",
    "Reengagement",
    "ReviewResolution",
    "Search",
    "Snoozing",
    "Stage",
    "StageKind",
    "StageWanted",
    "Standing",
    "TagCategory",
    "TaskCreate",
    "TaskUpdate",
    "TaxonomyKind",
    "Touch",
    "activities_of",
    "add_address",
    "all_stats",
    "business_to_enrich",
    "change_address",
    "close_deal",
    "company_named",
    "complete_task",
    "convert_lead",
    "count_lifetime_values",
    "currency_of",
    "days_to_win",
    "deactivate_contact",
    "default_pipeline",
    "delete_activity",
    "email_to_verify",
    "ensure_system_tags",
    "have_system_tags",
    "keep_business",
    "keep_email",
    "keep_email_check",
    "keep_mobile",
    "keep_phone_check",
    "keep_photo_beside",
    "keep_profile",
    "known_company",
    "known_contact",
    "known_lead",
    "list_addresses",
    "move_deal",
    "phone_to_verify",
    "photo_beside",
    "pipeline_stats",
    "places_to_find",
    "re_engage_deal",
    "read_board",
    "remove_address",
    "resolve_review",
    "set_stages",
    "snooze_deal",
    "somebody_to_enrich",
    "somebody_with_email",
    "somebody_with_mobile",
    "stages_of_kind",
    "standings",
    "tag_by_slug",
    "tag_record",
    "tags_named",
    "touches",
    "write_postmortem",
]

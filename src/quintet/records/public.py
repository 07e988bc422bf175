"""What others may use of records."""

from quintet.records.activities.service import ACTIVITIES
from quintet.records.companies.service import COMPANIES
from quintet.records.contacts.schemas import ContactCreate, ContactUpdate
from quintet.records.contacts.service import CONTACTS
from quintet.records.deals.service import DEALS
from quintet.records.leads.service import LEADS
from quintet.records.naming import company_named, tags_named
from quintet.records.notes.service import NOTES
from quintet.records.pipelines.service import PIPELINES
from quintet.records.tags.service import TAGS
from quintet.records.tasks.service import TASKS

__all__ = [
    "ACTIVITIES",
    "COMPANIES",
    "CONTACTS",
    "DEALS",
    "LEADS",
    "NOTES",
    "PIPELINES",
    "TAGS",
    "TASKS",
    "ContactCreate",
    "ContactUpdate",
    "company_named",
    "tags_named",
]

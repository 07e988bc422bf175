"""Our records as the Command Center shows them."""

from quintet.dialects.records import RecordFace
from quintet.records.public import ACTIVITIES, COMPANIES, CONTACTS, DEALS, MEMORIES, NOTES, TASKS

ACTIVITY = RecordFace(service=ACTIVITIES, snake=True, expand=("related", "owner"))
COMPANY = RecordFace(service=COMPANIES, snake=True, expand=("tags", "owner"))
CONTACT = RecordFace(service=CONTACTS, snake=True, expand=("tags", "company", "owner"))
DEAL = RecordFace(
    service=DEALS,
    snake=True,
    names={"weighted_minor": "weighted_value"},
    expand=("tags", "company", "contact", "stage", "owner"),
)
MEMORY = RecordFace(service=MEMORIES, snake=True, expand=("author",))
NOTE = RecordFace(service=NOTES, snake=True, names={"body": "note"}, expand=("author",))
TASK = RecordFace(service=TASKS, snake=True, expand=("related", "assignee"))

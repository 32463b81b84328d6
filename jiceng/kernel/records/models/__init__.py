"""Tables of the kernel."""

from jiceng.kernel.records.models.appended import Appended
from jiceng.kernel.records.models.area import Area, AreaVersion, OldCode, Place, Stamp
from jiceng.kernel.records.models.configuration import Configuration, IdempotentAnswer, Tally
from jiceng.kernel.records.models.contacts import SealedContact
from jiceng.kernel.records.models.fields import (
    PathField,
    TownPath,
    path_at,
    reaches_down_to,
    within,
)
from jiceng.kernel.records.models.journal import Attachment, Document, JournalEntry, Note
from jiceng.kernel.records.models.keys import RecoveryCode, SecondFactor, UploadKey
from jiceng.kernel.records.models.moving import Moving
from jiceng.kernel.records.models.unit import ApiToken, Appointment, Person, Unit
from jiceng.kernel.records.models.work import Beat, Cursor, Job, Notice, PendingAlarm, WorkItem

__all__ = [
    "ApiToken",
    "Appended",
    "Appointment",
    "Area",
    "AreaVersion",
    "Attachment",
    "Beat",
    "Configuration",
    "Cursor",
    "Document",
    "IdempotentAnswer",
    "Job",
    "JournalEntry",
    "Moving",
    "Note",
    "Notice",
    "OldCode",
    "PathField",
    "PendingAlarm",
    "Person",
    "Place",
    "RecoveryCode",
    "SealedContact",
    "SecondFactor",
    "Stamp",
    "Tally",
    "TownPath",
    "Unit",
    "UploadKey",
    "WorkItem",
    "path_at",
    "reaches_down_to",
    "within",
]

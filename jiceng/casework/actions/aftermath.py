"""What a move leaves behind beside the case: requests for time that lapse, contacts that go."""

from __future__ import annotations

from datetime import datetime, timedelta

from jiceng.casework.models import Case, Contact, Extension
from jiceng.kernel.records.models import WorkItem

RESTS = frozenset({"close", "settle_on_the_spot", "refuse"})
WAKES = frozenset({"reopen", "merge", "unmerge", "accept"})


def time_contacts(case: Case, name: str, *, now: datetime, days: int) -> None:
    """A contact goes some days after its matter has come to rest, and not while it is worked on.

    What was merged into a case is answered with it, so its contacts keep the same time.
    """
    if name not in RESTS | WAKES:
        return
    erase_at = now + timedelta(days=days) if name in RESTS else None
    contacts = Contact.objects.filter(case__in=_with_merged(case), erased_at=None)
    contacts.exclude(erase_at=erase_at).update(erase_at=erase_at)


def _with_merged(case: Case) -> set[int]:
    found, added = {case.pk}, {case.pk}
    while added:
        below = Case.objects.filter(merged_into__in=added).values_list("pk", flat=True)
        added = set(below) - found
        found |= added
    return found


def lapse_request(case: Case, *, now: datetime) -> None:
    """More time was asked for work that has ended or gone elsewhere: nobody answers it any more."""
    Extension.objects.filter(case=case, answered_at=None).update(answered_at=now)
    WorkItem.objects.filter(subject_kind="case", subject_id=case.pk, purpose="extension").delete()

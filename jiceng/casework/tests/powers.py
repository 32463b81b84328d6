"""What tests of the configuration share: the three powers signed in, and a form sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client
from django.utils.html import strip_tags

from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.models import Case
from jiceng.casework.tests.county import COUNTY, LONG_AGO, START, County
from jiceng.kernel.records.configuration import load_rules
from jiceng.kernel.records.models import Appointment, Configuration, JournalEntry, Person

OTHER_POSTS = ("li", "chen", "wang", "ma", "zhao", "zhou", "wu", "tang")
"""Somebody of every post that holds none of the three powers."""


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def powers(county: County) -> dict[str, Client]:
    """Guo administers, Xu keeps the accounts, He audits; each in a browser of their own."""
    xu = Person.objects.create(login="xu", name="徐", password="!")
    Appointment.objects.create(
        person=xu, post="security_administrator", unit_id="GOV", area_id=COUNTY, starts_on=START
    )
    county.people["xu"] = xu
    return {
        "administrator": signed_in(county.people["guo"]),
        "security_administrator": signed_in(xu),
        "auditor": signed_in(county.people["he"]),
    }


def load_text() -> None:
    """One sentence residents read, with a hole in it."""
    row = ("text", "portal.received", {"zh": "编号 {number}", "en": "Number {number}"})
    load_rules([row], at=LONG_AGO, by="setup")


def fields_of(client: Client, url: str) -> dict[str, Any]:
    """What the form at an address would send if nothing were typed."""
    form = client.get(url).context["form"]
    sent: dict[str, Any] = {}
    for bound in form:
        for name, value in _parts(bound):
            if value not in (None, "") and value is not False:
                sent[name] = value
    return sent


def _parts(bound: Any) -> list[tuple[str, Any]]:
    widget, value = bound.field.widget, bound.value()
    if hasattr(widget, "decompress"):
        return [(f"{bound.html_name}_{n}", v) for n, v in enumerate(widget.decompress(value))]
    if bound.widget_type in ("text", "select", "textarea", "hidden", "date"):
        return [(bound.html_name, widget.format_value(value) if value else value)]
    return [(bound.html_name, "on" if value is True else value)]


def send(client: Client, url: str, **typed: Any) -> Any:
    """Fill in the form at an address and send it."""
    sent = {**fields_of(client, url), "reason": "按县里会议决定调整", **typed}
    return client.post(url, {k: v for k, v in sent.items() if v is not None})


def change_type(client: Client, **typed: Any) -> Any:
    """Change rubbish, whose row in the cast rests on no document yet."""
    return send(client, "/admin/types/0101/change", **{"basis": "县里核定", **typed})


def raised(text: str, case_type: str, now: datetime) -> Case:
    """A report from East, grid 1."""
    given = Raised(text=text, case_type=case_type, lon=109.605, lat=19.905)
    return raise_case(given, now=now).case


def text_of(answer: Any) -> str:
    return " ".join(strip_tags(answer.content.decode()).split())


def counted() -> tuple[int, int, int]:
    """Rows a refused form must leave as they were."""
    return (
        Configuration.objects.count(),
        JournalEntry.objects.count(),
        Appointment.objects.count() + Person.objects.count(),
    )

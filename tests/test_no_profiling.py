"""Serve, not watch (docs/adr/0010): no table describes a resident, and nobody leaves a trail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.house import expect_none

PROFILE = re.compile(
    r"(^|_)(id_number|id_card|identity_number|citizen_number|birth|birthday|birth_date|born_on|gender|"
    r"sex|ethnicity|religion|blood_type|portrait|face|fingerprint|biometric|plate_number|hukou|"
    r"household_members|disease|political_status|key_person|watch_list|blacklist|credit_score)($|_)"
)
TRAIL = re.compile(
    r"(^|_)(track|tracks|trail|trajectory|points|point_total|check_in|checked_in|clock_in|punch|"
    r"online_seconds|online_time|steps|distance_walked|last_position|last_location|imei|device_fingerprint)($|_)"
)
CONTACT = re.compile(
    r"(^|_)(phone|mobile|telephone|wechat|email|home_address|caller|reporter|requester|resident)"
    r"(_name|_phone|_hash|_number)?($|_)"
)
CONTACT_HOMES = {"Contact": "one case, own key, erased by rule", "Person": "an office holder"}
PLACE = re.compile(r"(^|_)(lon|lat|longitude|latitude|position|location|geometry)($|_)")
PEOPLE = {"Person", "Account", "Appointment", "Session", "Device", "Contact"}

EXEMPT: dict[str, str] = {
    "casework.Indicator.points": "what a demand of a published standard is worth",
    "economy.Station.phone": "of the counter, as it stands on the door; never of a person",
    "services.ServicePoint.phone": "of the counter, as it stands on the door; never of a person",
    "party.Development.born_on": "the statutes ask for eighteen years at the application (R01)",
    "party.Member.born_on": "the statutes ask for eighteen years at the application (R01)",
}
"""`app.Model.field` → why it says nothing about a resident and leaves no trail."""


def lint(listed: Iterable[type[models.Model]]) -> list[str]:
    return [fault for model in listed for fault in faults(model)]


def faults(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.get_fields():
        if field.auto_created or f"{model._meta.label}.{field.name}" in EXEMPT:
            continue
        name = f"{model._meta.label}.{field.name}"
        if PROFILE.search(field.name):
            yield f"{name} describes a person"
        if TRAIL.search(field.name):
            yield f"{name} keeps a trail or a score of people"
        if CONTACT.search(field.name) and model.__name__ not in CONTACT_HOMES:
            yield f"{name} keeps contact data outside Contact"
        if PLACE.search(field.name) and model.__name__ in PEOPLE:
            yield f"{name} says where somebody is"
    if model.__name__ == "Contact":
        yield from _contact_faults(model)


def _contact_faults(model: type[models.Model]) -> Iterator[str]:
    links = [f for f in model._meta.get_fields() if f.is_relation and not f.auto_created]
    single = [f for f in links if getattr(f, "unique", False)]
    if not single and "case_id" not in _unique_names(model):
        yield f"{model._meta.label} does not belong to exactly one case"
    if len(links) > 1:
        yield f"{model._meta.label} links a caller to more than the case"


def _unique_names(model: type[models.Model]) -> set[str]:
    return {f.name for f in model._meta.fields if f.unique}


def test_no_table_of_ours_watches_people() -> None:
    ours = [m for m in apps.get_models() if m.__module__.startswith("jiceng.")]
    assert ours, "no model was found: the lint would prove nothing"
    expect_none(lint(ours))


def test_django_keeps_no_second_table_of_people() -> None:
    """`auth.User` has names, addresses and last sign-in of its own; our Account replaces it."""
    others = {m._meta.label for m in apps.get_models() if not m.__module__.startswith("jiceng.")}
    assert not others & {"auth.User", "admin.LogEntry"}


@pytest.mark.parametrize(
    "name",
    ["id_number", "birth_date", "portrait", "patrol_track", "trail", "points", "check_in_at"],
)
@isolate_apps("tests")
def test_a_column_about_a_person_is_noticed(name: str) -> None:
    seeded = type(
        "Visit",
        (models.Model,),
        {
            "__module__": "tests",
            name: models.TextField(),
            "Meta": type("Meta", (), {"app_label": "tests"}),
        },
    )
    assert len(lint([seeded])) == 1


@isolate_apps("tests")
def test_a_second_home_for_telephone_numbers_is_noticed() -> None:
    class Caller(models.Model):
        phone = models.TextField()

        class Meta:
            app_label = "tests"

    assert lint([Caller]) == ["tests.Caller.phone keeps contact data outside Contact"]


@isolate_apps("tests")
def test_a_contact_shared_by_cases_is_noticed() -> None:
    class Matter(models.Model):
        class Meta:
            app_label = "tests"

    class Contact(models.Model):
        matter = models.ForeignKey(Matter, on_delete=models.CASCADE)
        phone = models.BinaryField()

        class Meta:
            app_label = "tests"

    assert lint([Contact]) == ["tests.Contact does not belong to exactly one case"]


@isolate_apps("tests")
def test_where_a_grid_worker_walked_cannot_be_kept() -> None:
    class Person(models.Model):
        last_location = models.JSONField()

        class Meta:
            app_label = "tests"

    assert len(lint([Person])) == 2

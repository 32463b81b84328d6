"""An organisation is put right, and somebody leaves a seat before the term ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods

from jiceng.party.actions.organisations import amend, vacate
from jiceng.party.desk.frame import ActForm, day, form_page, words
from jiceng.party.desk.organisation_forms import NAMES, ParticularsForm
from jiceng.party.desk.organisations import listed, url_of
from jiceng.party.models import Organisation, Seat
from jiceng.party.queries.access import ABOVE, organisation_for
from jiceng.party.queries.organisations import seats_of
from jiceng.party.rules.organisations import DUTIES
from jiceng.web.doors import Asked, door
from jiceng.web.forms import unit_options


class AmendForm(ParticularsForm, ActForm):
    """What an organisation is set down with, to be put right."""

    def __init__(self, row: Organisation, *args: Any, **kwargs: Any) -> None:
        initial = {name: getattr(row, name) for name in NAMES - {"community"}}
        initial |= {"community": row.community_id, "version": row.version}
        super().__init__(*args, kinds=frozenset({row.kind}), initial=initial, **kwargs)


@door("staff", *sorted(ABOVE))
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, code: str) -> HttpResponse:
    """Put right what stands in the register of organisations."""
    row = organisation_for(request.actor, code)
    form = AmendForm(row, request.POST or None)

    def write() -> None:
        version = form.cleaned_data["version"]
        amend(row, form.particulars(), by=request.actor, now=request.now, version=version)

    crumbs = [listed(), (row.name, url_of(row))]
    return form_page(
        request, _("更改党组织信息"), crumbs, form, write, lambda _done: url_of(row),
        units=unit_options(),
    )  # fmt: skip


class VacateForm(ActForm):
    """Who leaves which seat, when and why."""

    seat = forms.ChoiceField(label=N_("职务"), widget=forms.RadioSelect)
    on = day(N_("免职日期"))
    reason = words(N_("免职原因"), 2, max_length=120)

    def __init__(self, row: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats_of([row.pk]).get(row.pk, [])}
        field = self.fields["seat"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (key, f"{_(DUTIES[s.duty])} {s.member.name}") for key, s in self.seats.items()
            ]

    def left(self) -> Seat:
        return self.seats[self.cleaned_data["seat"]]


@door("staff", *sorted(ABOVE))
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Asked, code: str) -> HttpResponse:
    """Take somebody out of a seat, by whoever keeps what stands above."""
    row = organisation_for(request.actor, code)
    form = VacateForm(row, request.POST or None, initial={"version": row.version})

    def write() -> None:
        said = form.cleaned_data
        vacate(
            form.left(), said["reason"], on=said["on"], by=request.actor, now=request.now,
            version=said["version"],
        )  # fmt: skip

    crumbs = [listed(), (row.name, url_of(row))]
    return form_page(request, _("免去职务"), crumbs, form, write, lambda _done: url_of(row))


urlpatterns = [
    path("party/organisations/<str:code>/amend", change),
    path("party/organisations/<str:code>/vacate", leave),
]

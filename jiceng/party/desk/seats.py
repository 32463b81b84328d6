"""/desk/party/organisations/<code>/vacate: somebody leaves a seat before the term ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods

from jiceng.party.actions.organisations import vacate
from jiceng.party.desk.frame import ActForm, day, form_page, words
from jiceng.party.desk.organisations import listed, url_of
from jiceng.party.models import Organisation, Seat
from jiceng.party.queries.access import ABOVE, organisation_for
from jiceng.party.queries.organisations import seats_of
from jiceng.party.rules.organisations import DUTIES
from jiceng.web.doors import Asked, door


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


urlpatterns = [path("party/organisations/<str:code>/vacate", leave)]

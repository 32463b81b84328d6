"""/desk/party/organisations/<code>/election: a committee as elected, seat by seat (S7).

A branch chooses among its own full members. From above one says first what for; a committee finds
its people by number or full name, and no list of them is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST

from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.party.actions.members import PURPOSES, open_register
from jiceng.party.actions.organisations import Election, elect
from jiceng.party.desk.frame import ActForm, PurposeForm, day, form_page, purpose_page
from jiceng.party.desk.organisations import listed, url_of
from jiceng.party.models import Member, Organisation
from jiceng.party.queries.access import KEEPERS, organisation_for, register_opened
from jiceng.party.rules.organisations import BRANCHES, DUTIES
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked, door

OF_BRANCH: Mapping[str, int] = {"member": 4}
OF_COMMITTEE: Mapping[str, int] = {"deputy": 2, "member": 6}
"""How many people may have a duty, where it is more than one."""


def voters_of(row: Organisation) -> QuerySet[Member]:
    """Who may be elected: full members of the organisation and of what stands below it."""
    return Member.objects.filter(within("path", row.path), standing="full").order_by("name", "pk")


class ElectionForm(ActForm):
    """A committee as elected; a seat nobody was elected to stays empty."""

    elected_on = day(N_("选举日期"))
    starts_on = day(N_("任期开始"))
    ends_on = day(N_("任期结束"))
    approval_number = forms.CharField(label=N_("批复文号"), max_length=60, required=False)

    def __init__(self, row: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.is_branch = row, row.kind in BRANCHES
        self.boxes = dict(_boxes(OF_BRANCH if self.is_branch else OF_COMMITTEE))
        people = [(m.number, _option(m)) for m in voters_of(row)] if self.is_branch else []
        for name, (duty, n) in self.boxes.items():
            label = _(DUTIES[duty]) if n == 0 else f"{_(DUTIES[duty])} {n}"
            self.fields[name] = self._box(label, people)

    def _box(self, label: str, people: list[tuple[str, str]]) -> forms.Field:
        if self.is_branch:
            offered = [("", _("空缺")), *people]
            return forms.ChoiceField(label=label, choices=offered, required=False)
        hint = forms.TextInput({"placeholder": _("党员编号或者姓名全称"), "autocomplete": "off"})
        return forms.CharField(label=label, max_length=40, required=False, widget=hint)

    def given(self) -> Election:
        """What was elected; raises `Invalid` at every seat whose holder is not found."""
        said = self.cleaned_data
        seats: list[tuple[int, str]] = []
        faults: list[Reason] = []
        for name, (duty, _n) in self.boxes.items():
            if text := said.get(name, "").strip():
                try:
                    seats.append((_found(self.row, text, name), duty))
                except Invalid as error:
                    faults += error.reasons
        if faults:
            raise Invalid(*faults)
        return Election(
            said["elected_on"], said["starts_on"], said["ends_on"], tuple(seats),
            said["approval_number"],
        )  # fmt: skip


def _boxes(several: Mapping[str, int]) -> Iterator[tuple[str, tuple[str, int]]]:
    """Name of a box -> its duty and its place among those of the duty; 0 for the only one."""
    for duty in DUTIES:
        if duty not in several:
            yield f"seat_{duty}", (duty, 0)
        for n in range(1, several.get(duty, 0) + 1):
            yield f"seat_{duty}_{n}", (duty, n)


def _option(member: Member) -> str:
    return f"{member.name}（{member.number}）"


def _found(row: Organisation, text: str, field: str) -> int:
    """The key of the full member meant by a number or a whole name."""
    found = list(voters_of(row).filter(Q(number=text) | Q(name=text))[:2])
    if not found:
        raise Invalid(Reason("no_such_voter", {"value": text}, field))
    if len(found) > 1:
        raise Invalid(Reason("several_voters", {"value": text}, field))
    return found[0].pk


@door("staff", *sorted(KEEPERS))
@require_http_methods(["GET", "HEAD", "POST"])
def election(request: Asked, code: str) -> HttpResponse:
    """Write down an election: the new term and who sits in the committee."""
    row = organisation_for(request.actor, code)
    if not register_opened(
        request.actor, row, request.now, local_day(request.now), county_zone()
    ):  # fmt: skip
        return _ask(request, row, PurposeForm(PURPOSES, initial={"purpose": "election"}))
    form = ElectionForm(row, request.POST or None, initial={"version": row.version})

    def write() -> None:
        version = form.cleaned_data["version"]
        elect(row, form.given(), by=request.actor, now=request.now, version=version)

    return form_page(
        request, _("登记换届结果"), _crumbs(row), form, write, lambda _done: url_of(row)
    )


def _crumbs(row: Organisation) -> list[tuple[str, str]]:
    return [listed(), (row.name, url_of(row))]


def _ask(request: Asked, row: Organisation, form: PurposeForm, status: int = 200) -> HttpResponse:
    url = f"{url_of(row)}election/purpose"
    return purpose_page(request, _crumbs(row), _("登记换届结果"), form, url, status)


@door("staff", *sorted(KEEPERS))
@require_POST
def purpose(request: Asked, code: str) -> HttpResponse:
    """Say from above why the names of an organisation are needed for its election."""
    row = organisation_for(request.actor, code)
    form = PurposeForm(PURPOSES, request.POST)
    if not form.is_valid():
        return _ask(request, row, form, 422)
    open_register(row, form.cleaned_data["purpose"], by=request.actor, now=request.now)
    return HttpResponseRedirect(f"{url_of(row)}election")


urlpatterns = [
    path("party/organisations/<str:code>/election", election),
    path("party/organisations/<str:code>/election/purpose", purpose),
]

"""One form for every kind of rule: the content, from when, why; and its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import zip_longest
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from jiceng.casework.actions.configuration import Decided, change_rule, withdraw_rule
from jiceng.casework.configure.fields import DayField
from jiceng.casework.configure.frame import need, refused_form, saved, show
from jiceng.casework.configure.wording import difference
from jiceng.casework.queries.configuration import open_by_version, versions_of
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.refusal import Refusal
from jiceng.web.clock import county_zone
from jiceng.web.doors import Asked

LAST = ("valid_from", "reason", "approved_by", "version")


class DecisionForm(forms.Form):
    """Why, from when, who approved. Everything else is left to the schema of the kind."""

    valid_from = DayField(label=_("生效日期"), help_text=_("不填即刻生效。未办结的事项不受影响。"))
    reason = forms.CharField(
        label=_("变更理由"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    approved_by = forms.CharField(
        label=_("批准人或文件"),
        required=False,
        help_text=_("如需另一人批准，写明岗位和姓名，或文号。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        need(self, "reason")
        self.order_fields([n for n in self.fields if n not in LAST] + list(LAST))

    def content(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The new content; fields the form does not know keep what they were."""
        given = self.given()
        return {**before, **{n: v for n, v in given.items() if _says(v) or n in before}}

    def given(self) -> dict[str, Any]:
        """What was typed into the fields of the content."""
        return {n: v for n, v in self.cleaned_data.items() if n not in LAST}

    @classmethod
    def initial_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows for a content."""
        return dict(content)

    def decided(self, now: datetime) -> Decided:
        day = self.cleaned_data.get("valid_from")
        start = datetime.combine(day, time(), county_zone()) if day else None
        if start is not None and start.date() == now.astimezone(county_zone()).date():
            start = None  # from today on means from now on
        return Decided(
            reason=self.cleaned_data.get("reason") or "",
            version=self.cleaned_data.get("version") or 0,
            approved_by=self.cleaned_data.get("approved_by") or "",
            valid_from=start,
        )


def _says(value: Any) -> bool:
    """Whether a field was filled in: nought is something, an empty box is nothing."""
    return bool(value) or (value == 0 and value is not False)


Save = Callable[[dict[str, Any], Decided], Any]


@dataclass(frozen=True)
class Editing:
    """What is being changed, and where the pages around it are."""

    kind: str
    key: str
    title: str
    back: str
    here: str
    crumbs: Sequence[tuple[str, str]]
    template: str = "form"
    more: dict[str, Any] = field(default_factory=dict)
    held: Mapping[str, Any] = field(default_factory=dict)
    """What holds as long as the county has no version of its own."""


def latest(kind: str, key: str) -> Configuration | None:
    versions = versions_of(kind, key)
    return versions[0] if versions else None


def edit(
    request: Asked, form_class: type[DecisionForm], editing: Editing, *, save: Save | None = None
) -> HttpResponse:
    """Show the form, or save it; a refusal keeps what was typed and writes nothing."""
    last = latest(editing.kind, editing.key) if editing.key else None
    before = last.content if last else editing.held
    if request.method != "POST":
        start = {**form_class.initial_of(before), "version": last.version if last else 0}
        return _form(request, editing, form_class(initial=start, now=request.now), 200)
    form = form_class(request.POST, now=request.now)
    if not form.is_valid():
        return _form(request, editing, form, 422)
    write = save or _writer(request, editing)
    is_preview = "preview" in request.POST
    try:
        with transaction.atomic():
            content = form.content(before)
            mark = write(content, form.decided(request.now))
            transaction.set_rollback(is_preview)
    except Refusal as refusal:
        return _form(request, editing, form, refused_form(form, refusal))
    if is_preview:
        return _form(request, editing, form, 200, _preview(editing, before, content))
    return saved(editing.back, mark)


def _writer(request: Asked, editing: Editing) -> Save:
    """Puts the content of the form in force."""

    def write(content: dict[str, Any], decided: Decided) -> Any:
        by, now = request.actor, request.now
        return change_rule(
            editing.kind, editing.key, content, decided=decided, by=by, now=now
        ).version

    return write


def _preview(
    editing: Editing, before: Mapping[str, Any], content: Mapping[str, Any]
) -> dict[str, Any]:
    """What saving would change, and how many open cases keep what they were promised."""
    is_type = editing.kind == "case_type" and bool(editing.key)
    kept = sum(open_by_version(editing.key).values()) if is_type else None
    return {"changes": difference(editing.kind, before, content), "kept": kept}


def withdraw(request: Asked, editing: Editing) -> HttpResponse:
    """Take a row out of force, with a reason; open cases keep what they were promised."""
    last = latest(editing.kind, editing.key)
    if request.method != "POST":
        start = {"version": last.version if last else 0}
        return _form(request, editing, DecisionForm(initial=start, now=request.now), 200)
    form = DecisionForm(request.POST, now=request.now)
    if not form.is_valid():
        return _form(request, editing, form, 422)
    try:
        decided = form.decided(request.now)
        withdraw_rule(editing.kind, editing.key, decided=decided, by=request.actor, now=request.now)
    except Refusal as refusal:
        return _form(request, editing, form, refused_form(form, refusal))
    return saved(editing.back)


def _form(
    request: Asked,
    editing: Editing,
    form: forms.Form,
    status: int,
    preview: Mapping[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "title": editing.title,
        "form": form,
        "back": editing.back,
        "previews": type(form) is not DecisionForm,
        "preview": preview,
        **editing.more,
    }
    return show(
        request,
        editing.template,
        context,
        here=editing.here,
        crumbs=[*editing.crumbs, (editing.title, "")],
        status=status,
    )


def history(
    kind: str, key: str, now: datetime, counts: Mapping[int, int] | None = None
) -> list[dict[str, Any]]:
    """Every version, newest first: in force or not, what changed, who decided and why.

    `counts` gives for a version how many open cases keep what they were promised under it.
    """
    rows = versions_of(kind, key)
    current = in_force_now(rows, now)
    listed = []
    for row, older in zip_longest(rows, rows[1:]):
        listed.append(
            {
                "row": row,
                "is_current": row is current,
                "is_ahead": row.valid_from > now,
                "changes": difference(kind, older.content if older else None, row.content),
                "open": (counts or {}).get(row.pk),
            }
        )
    return listed


def in_force_now(rows: Sequence[Configuration], now: datetime) -> Configuration | None:
    """Of versions of one row, the one in force, withdrawn or not."""
    started = [r for r in rows if r.valid_from <= now]
    return max(started, key=lambda r: (r.valid_from, r.version), default=None)

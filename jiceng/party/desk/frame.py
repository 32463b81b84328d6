"""What pages of Party work share: forms in the reader's language, offers, one write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from jiceng.casework.desk.fields import MoveForm
from jiceng.casework.desk.panel import Offer
from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day, words
from jiceng.kernel.process import Process
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.refusal import Invalid, Refusal
from jiceng.web.doors import Asked
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.words import paper, sentences, word

__all__ = ["ActForm", "WordedForm", "day", "words"]

HOME = "/desk/party/"
Fields = Callable[[str], Mapping[str, forms.Field]]


def paper_fields(names: Sequence[str]) -> dict[str, forms.Field]:
    """The papers of a move as fields: letters on one line, words on three."""
    made: dict[str, forms.Field] = {}
    for name in names:
        if name == "letter":
            made[name] = forms.CharField(label=paper(name), max_length=60)
        else:
            box = forms.Textarea(attrs={"rows": 3})
            made[name] = forms.CharField(label=paper(name), max_length=2000, widget=box)
    return made


def move_offers(
    request: Asked,
    subject: Movable,
    process: Process,
    url: str,
    *,
    fields: Fields,
    grave: frozenset[str] = frozenset(),
    failed: tuple[str, MoveForm, Sequence[str]] | None = None,
) -> list[Offer]:
    """Every move the reader's roles may make from here; `failed` is one that was refused."""
    roles = request.actor.roles_towards(subject)
    offers: list[Offer] = []
    for move in process.open_moves(subject.state, roles):
        mine = failed if failed and failed[0] == move.name else None
        form = mine[1] if mine else MoveForm(
            fields(move.name), move.name, initial={"version": subject.version}
        )  # fmt: skip
        style = "danger" if move.name in grave else "" if offers else "primary"
        offers.append(
            Offer(move.name, _(move.label), form, [], style, mine is not None,
                  mine[2] if mine else (), f"{url}moves/{move.name}")
        )  # fmt: skip
    return offers


def tried(
    form: forms.Form, write: Callable[[], Any], there: Callable[[Any], str]
) -> tuple[HttpResponse | None, list[str], int]:
    """Check a form and write; the way on, or sentences of what is wrong and the status."""
    if not form.is_valid():
        return None, [], 422
    try:
        done = write()
    except Invalid as refusal:
        add_refusal(form, refusal.reasons, word)
        return None, [], refusal.status
    except Refusal as refusal:
        return None, sentences(refusal.reasons), refusal.status
    return HttpResponseRedirect(there(done)), [], 200


def form_page(
    request: Asked,
    title: str,
    crumbs: Sequence[tuple[str, str]],
    form: forms.Form,
    write: Callable[[], Any],
    there: Callable[[Any], str],
    here: str = HOME,
    **more: Any,
) -> HttpResponse:
    """A form on a page of its own: drawn, checked, written; the last crumb but one leads back.

    `here` is the entry of the menu it belongs to.
    """
    status, reasons = 200, list[str]()
    if request.method == "POST":
        answer, reasons, status = tried(form, write, there)
        if answer:
            return answer
    context = {
        **office(request, here, crumbs=[*crumbs, (title, "")]),
        "title": title,
        "form": form,
        "back": crumbs[-1][1],
        "reasons": reasons,
        **more,
    }
    return render(request, "party/form.html", context, status=status)


class PurposeForm(WordedForm):
    """Why a file of another branch is opened."""

    def __init__(self, choices: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(key, _(label)) for key, label in choices.items()]
        radio = forms.RadioSelect(attrs={"data-layout": "list"})
        self.fields["purpose"] = forms.ChoiceField(
            label=_("查阅事由"), choices=offered, widget=radio
        )


def purpose_page(
    request: Asked,
    crumbs: Sequence[tuple[str, str]],
    about: str,
    form: PurposeForm,
    url: str,
    status: int = 200,
) -> HttpResponse:
    """Ask whoever comes from above what for; the answer goes to `url`."""
    context = {
        **office(request, crumbs[0][1], crumbs=[*crumbs, (about, "")]),
        "about": about,
        "form": form,
        "url": url,
    }
    return render(request, "party/purpose.html", context, status=status)

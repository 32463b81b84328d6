"""/ballots/<number>: cast the ballot of a slip, and afterwards find it in the published list.

Nobody signs in here, and nothing but the slip is asked for (ADR 0014).
"""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.casework.queries import county_text
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.performance.actions.ballots import cast
from jiceng.performance.models import Appraisal
from jiceng.performance.queries.appraisal_counts import ballots_shown, result_shown
from jiceng.performance.rules.appraisals import GRADES
from jiceng.web.display import preferences
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.words import sentences, word


class BallotForm(WordedForm):
    """A slip and what it says."""

    code = forms.CharField(
        label=N_("票签号"), max_length=40, help_text=N_("印在票签上的 16 位字母和数字。")
    )
    choice = forms.ChoiceField(
        label=N_("您的评价"), choices=list(GRADES.items()), widget=forms.RadioSelect
    )


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: Asked, number: str) -> HttpResponse:
    """The form while the vote is open, the published ballots afterwards."""
    row = Appraisal.objects.filter(number=number).first()
    if row is None or row.state not in ("voting", "counted", "published"):
        raise NotFound(Reason("not_found"))
    form, reasons, status, ballot = BallotForm(request.POST or None), list[str](), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                said = form.cleaned_data
                ballot = cast(number, said["code"], said["choice"], now=request.now)
                status = 200
            except Invalid as refusal:
                add_refusal(form, refusal.reasons, word)
            except Refusal as refusal:
                reasons, status = sentences(refusal.reasons), refusal.status
    context = {
        **preferences(request), "row": row, "form": form, "reasons": reasons, "ballot": ballot,
        "hotline": county_text("county", request.now, "hotline"),
        "ballots": ballots_shown(row),
        "result": result_shown(row),
    }  # fmt: skip
    return render(request, "performance/portal_ballot.html", context, status=status)

"""What those who listened thought of a lecture: one of five grades, without a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiceng.casework.actions.gate import spend_answer
from jiceng.casework.portal.forms import GRADES
from jiceng.outreach.actions.lectures import rate_lecture
from jiceng.outreach.models import Activity, Lecture
from jiceng.outreach.queries.activities import public_activity
from jiceng.outreach.queries.lectures import lecture_of, rating_told
from jiceng.web.display import address_of
from jiceng.web.doors import Asked, door


class GradeForm(forms.Form):
    """One of five grades."""

    rating = forms.ChoiceField(choices=GRADES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rating"].label = _("这场宣讲怎么样")
        self.fields["rating"].error_messages["required"] = _("请选择一个评价。")


def asked_grade(request: Asked, activity: Activity) -> dict[str, Any]:
    """The question, where a lecture was held, and what the answers say so far."""
    if activity.state != "held":
        return {}
    row = Lecture.objects.filter(activity=activity).first()
    if row is None:
        return {}
    is_rated = "rated" in request.GET
    form = GradeForm()
    if "unrated" in request.GET:
        form = GradeForm({})
    return {
        "is_rated": is_rated,
        "grade_form": None if is_rated else form,
        "rating": rating_told([row]),
    }


@door("public")
@require_POST
def rate(request: Asked, number: str) -> HttpResponse:
    """One grade; an address gives no more than the house takes of it."""
    row = lecture_of(public_activity(number, request.now))
    form = GradeForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(f"/activities/{number}?unrated=1#grade")
    spend_answer(address_of(request), now=request.now)
    rate_lecture(row, int(form.cleaned_data["rating"]), now=request.now)
    return HttpResponseRedirect(f"/activities/{number}?rated=1")

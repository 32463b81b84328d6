"""/desk/inspections/interests: which units an inspector should not be sent to (S6)."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.casework.desk.labels import unit_name
from jiceng.kernel.refusal import Invalid, Refusal
from jiceng.performance.actions.inspection_interests import declare_interest, end_interest
from jiceng.performance.desk.inspection_forms import InterestForm
from jiceng.performance.desk.inspections import HERE
from jiceng.performance.models import DeclaredInterest
from jiceng.performance.queries.inspections import INSPECTOR
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, unit_options
from jiceng.web.menu import office
from jiceng.web.words import sentences, word


@door("staff", INSPECTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Asked) -> HttpResponse:
    """One's own declared interests: one more by its unit, one ended by a press."""
    form, reasons, status = InterestForm(_typed(request)), list[str](), 200
    if request.method == "POST":
        status = 422
        try:
            if _written(request, form):
                return HttpResponseRedirect(request.path)
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    rows = DeclaredInterest.objects.filter(person=request.actor.person, ended_at=None)
    context = {
        **office(request, HERE, crumbs=[(_("巡查"), HERE), (_("回避申报"), "")]),
        "form": form,
        "reasons": reasons,
        "rows": [{"pk": r.pk, "name": unit_name(r.unit)} for r in rows.order_by("pk")],
        "units": unit_options(),
    }
    return render(request, "performance/inspection_interests.html", context, status=status)


def _typed(request: Asked) -> QueryDict | None:
    return request.POST if "unit" in request.POST else None


def _written(request: Asked, form: InterestForm) -> bool:
    ended = request.POST.get("end", "")
    if ended.isascii() and ended.isdigit():
        end_interest(int(ended), by=request.actor, now=request.now)
        return True
    if not form.is_valid():
        return False
    declare_interest(form.cleaned_data["unit"], by=request.actor, now=request.now)
    return True


urlpatterns = [path("inspections/interests", show)]

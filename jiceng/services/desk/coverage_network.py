"""/desk/coverage/network: the ways people walk, taken in from a file by the county's planners."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiceng.kernel.refusal import Reason, Refusal
from jiceng.services.actions.networks import (
    KEEPER,
    NetworkFile,
    take_network,
    withdraw_network,
)
from jiceng.services.desk.coverage_forms import NetworkForm
from jiceng.services.forms.coverage_told import HERE
from jiceng.services.queries.coverage import network_now
from jiceng.services.rules.network_files import MOST_WAYS
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.uploaded import LARGEST, TooLarge
from jiceng.web.words import word

PAGE = f"{HERE}network"


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Asked) -> HttpResponse:
    """The network that counts, and the form that puts another in its place."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, status = NetworkForm(*sent), 422 if sent else 200
    if sent and form.is_valid():
        try:
            take_network(_given(form), by=request.actor, now=request.now)
            return HttpResponseRedirect(PAGE)
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
            status = refusal.status
    context = {
        **office(request, HERE, crumbs=[(_("服务覆盖"), HERE), (_("步行路网"), "")]),
        "form": form,
        "network": network_now(),
        "most": LARGEST >> 20,
        "ways": f"{MOST_WAYS:,}",
    }
    return render(request, "services/coverage_network.html", context, status=status)


def _given(form: NetworkForm) -> NetworkFile:
    said = form.cleaned_data
    content = said["file"].read(LARGEST + 1)
    if len(content) > LARGEST:
        raise TooLarge(Reason("file_too_large", {"most": LARGEST >> 20}, field="file"))
    return NetworkFile(said["name"], said["source"], content, form.system_said())


@door("staff", KEEPER)
@require_POST
def withdraw(request: Asked) -> HttpResponse:
    """Straight lines again."""
    withdraw_network(by=request.actor, now=request.now)
    return HttpResponseRedirect(PAGE)


urlpatterns = [
    path("coverage/network", show),
    path("coverage/network/withdraw", withdraw),
]

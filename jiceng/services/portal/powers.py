"""/services/powers: what towns and communities decide by virtue of powers sent down to them."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from jiceng.casework.portal.show import show
from jiceng.services.forms.powers_told import power_rows
from jiceng.services.queries.powers import holding
from jiceng.web.doors import Asked, door


@door("public")
@require_safe
def listed(request: Asked) -> HttpResponse:
    """The ledger as it holds today."""
    context = {"rows": power_rows(holding(request.now), request.now)}
    return show(request, "services/portal_powers.html", context)

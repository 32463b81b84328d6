"""Operations of performance. Each subject has its own `Calls`."""

from __future__ import annotations

from jiceng.performance.api import appraisals, assessments, indicators, inspections, stars, surveys
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (
    indicators.calls,
    assessments.calls,
    stars.calls,
    appraisals.calls,
    inspections.calls,
    surveys.calls,
)

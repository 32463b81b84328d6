"""Operations of performance. Each subject has its own `Calls`."""

from __future__ import annotations

from jiceng.performance.api import assessments, indicators, stars, surveys
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (indicators.calls, assessments.calls, stars.calls, surveys.calls)

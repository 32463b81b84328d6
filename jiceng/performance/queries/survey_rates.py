"""What a closed survey says as an indicator: survey_<number>_<question>, for `measure` alone.

The share of good answers among those who answered the question, by the subject the answers are
about. A subject with fewer answers than `LEAST` has no value, nor has the next smallest: the
difference from the whole would tell it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from jiceng.kernel.reports import Span
from jiceng.performance.models import Survey
from jiceng.performance.rules.measured import Measured
from jiceng.performance.rules.panels import LEAST
from jiceng.performance.rules.schemes import SURVEY_CODE
from jiceng.performance.rules.survey_results import Rate, percent, rates_told

WITHHELD = f"<{LEAST}"


def survey_code(number: str, question: str) -> str:
    """The indicator a question of a survey gives."""
    return f"survey_{number.lower()}_{question}"


def survey_measured(
    code: str, subjects: Collection[str], span: Span
) -> Mapping[str, Measured] | None:
    """Subject -> value of a survey closed in the days asked for; None for a code of no survey."""
    read = SURVEY_CODE.fullmatch(code)
    survey = Survey.objects.filter(number=read.group(1).upper()).first() if read else None
    if survey is None or read is None:
        return None
    is_in = survey.closed_on is not None and span.start <= survey.closed_on <= span.end
    counts = survey.result.get("rates", {}).get(read.group(2), {}) if is_in else {}
    if survey.state not in ("closed", "announced"):
        counts = {}
    rates = {key: Rate(good, answered) for key, (good, answered) in counts.items()}
    told = rates_told(rates)
    return {s: _one(code, s, survey, span, rates.get(s), told.get(s)) for s in subjects}


def _one(
    code: str, subject: str, survey: Survey, span: Span, rate: Rate | None, told: Rate | None
) -> Measured:
    value: Decimal | None = percent(told.good, told.answered) if told else None
    return Measured(
        indicator=code, subject=subject, start=span.start, end=span.end, as_of=span.now,
        value=value, unit="%",
        numerator=told.good if told else None, denominator=told.answered if told else None,
        rule_version=survey.form_version, url=f"/desk/surveys/{survey.number}/",
        qualifier=WITHHELD if rate and not told else "",
    )  # fmt: skip

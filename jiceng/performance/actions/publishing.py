"""A value is published as it was measured, and stated anew only with a reason (ADR 0012)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.keeping import keeper_grip
from jiceng.performance.models import PublishedValue
from jiceng.performance.queries.measuring import measure
from jiceng.performance.rules.measured import Measured
from jiceng.performance.rules.periods import Period


def publish_value(
    code: str, subject: str, period: Period, *, by: Actor, now: datetime, today: date
) -> PublishedValue:
    """Measure and keep a value with what made it.

    Raises `NotAllowed`, `NotFound`, `Invalid` for a period that isn't over, no value, or one that
    is published already.
    """
    return _write(code, subject, period, "", by=by, now=now, today=today)


def restate_value(
    code: str, subject: str, period: Period, reason: str, *, by: Actor, now: datetime, today: date
) -> PublishedValue:
    """Publish what is measured now in place of what was told; that stays beside it, with why.

    Raises as `publish_value`, and `Invalid` without a reason or without a difference.
    """
    if not 4 <= len(reason.strip()) <= 200:
        raise Invalid(Reason("restate_reason", field="reason"))
    return _write(code, subject, period, reason.strip(), by=by, now=now, today=today)


def _write(
    code: str, subject: str, period: Period, reason: str, *, by: Actor, now: datetime, today: date
) -> PublishedValue:
    grip = keeper_grip(by)
    if period.end >= today:
        raise Invalid(Reason("period_not_over", {"day": period.end.isoformat()}, "period"))
    found = measure(code, [subject], period.start, period.end, now=now)[subject]
    with transaction.atomic():
        before = _standing(code, subject, period)
        _check(found, before, reason)
        row = PublishedValue.objects.create(
            **_kept(found), published_at=now, appointment=grip.appointment,
            replaces=before, reason=reason,
        )  # fmt: skip
        kind = "restate_value" if before else "publish_value"
        line = line_by(
            grip, f"performance.{kind}", "published_value", row.pk,
            payload={"indicator": code, "value": found.value, "rule_version": row.rule_version},
        )  # fmt: skip
        append([line], at=now)
    return row


def _standing(code: str, subject: str, period: Period) -> PublishedValue | None:
    """What is told at present."""
    return PublishedValue.objects.filter(
        indicator=code, subject=subject, start=period.start, end=period.end, replaced_by=None
    ).first()


def _check(found: Measured, before: PublishedValue | None, reason: str) -> None:
    if found.value is None or (reason and before is None):
        raise Invalid(Reason("nothing_to_publish", field="period"))
    if before is None:
        return
    if not reason:
        raise Invalid(Reason("is_published", field="period"))
    if (before.value, before.numerator, before.denominator, before.rule_version) == (
        found.value, found.numerator, found.denominator, found.rule_version,
    ):  # fmt: skip
        raise Invalid(Reason("same_as_published", field="period"))


def _kept(found: Measured) -> dict[str, object]:
    names = ("indicator", "subject", "start", "end", "value", "unit", "qualifier", "numerator",
             "denominator", "rule_version", "as_of")  # fmt: skip
    return {name: getattr(found, name) for name in names}

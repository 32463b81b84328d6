"""What people in the demo county do with a case, and when: dice over `rhythm.toml`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from jiceng.casework.actions.intake import Raised, plan
from jiceng.casework.rules.rulebook import CaseType
from jiceng.kernel.scope import RESIDENT, Actor, next_tier
from jiceng.kernel.terms import Counting
from jiceng.project.demo.life import Choice, Life

MOMENT = timedelta(minutes=1)
SPOT_SHARE = {"grid": 0.55, "community": 0.25}
"""How often a small matter is settled at once where it was dispatched to."""

ON_THE_SPOT_LATER = 0.5
STARTS = 0.3
ROOM = {"accept": 0.15, "dispatch": 0.15, "sign_for": 0.3, "handle": 0.7, "verify": 0.55}
"""The most of the time left until the promise that a step takes when nothing goes wrong."""

REVIEW_DAYS = (12, 75)


def live(life: Life) -> None:
    """Let the case run until it rests for good or today is reached."""
    end = life.world.now
    while True:
        choice = _next(life)
        until = min(choice[0], end) if choice else end
        if life.ring_until(until):
            continue
        if choice is None or choice[0] >= end:
            return
        choice[1](choice[0])


def _next(life: Life) -> Choice | None:
    habit = HABITS.get(life.case.state)
    choice = habit(life) if habit else None
    return (max(choice[0], life.now + MOMENT), choice[1]) if choice else None


def _paced(life: Life, pace: str, *, late: bool = False) -> datetime:
    """When a share of the stage's time is used up; late ones take more than was given."""
    rhythm = life.world.content.rhythm
    found = rhythm.pace["late" if late else pace]
    share = life.rng.lognormvariate(0, found.sigma) * found.median
    if late:
        return _part(life, share)
    at, due = _part(life, min(share, 0.97)), life.case.due_at
    if due is None or due <= life.now:
        return at
    # Whoever holds a case keeps the promise in sight, and leaves time for those who come after.
    calendar, counting = life.world.calendar, life.case.stage.counting
    room = int(calendar.left(life.now, due, counting) * ROOM[pace] * life.rng.uniform(0.4, 1))
    return min(at, calendar.resume(life.now, max(60, room), counting).at)


def _part(life: Life, share: float) -> datetime:
    stage, calendar = life.case.stage, life.world.calendar
    if stage.since is None:
        return life.now + MOMENT
    used = max(60, int(stage.given * share))
    return calendar.resume(stage.since, used, stage.counting).at


def _chance(life: Life, name: str) -> bool:
    return life.rng.random() < life.world.content.rhythm.chances[name]


def _kind(life: Life) -> CaseType:
    return life.world.book.types[life.arrival.case_type]


# The desk.


def _at_reported(life: Life) -> Choice:
    by = life.world.cast.desk(life.case, life.rng)
    at = _paced(life, "accept")
    if life.arrival.is_merged:
        return at, partial(life.move, "merge", by, into=life.into())
    if life.arrival.is_refused:
        reason = life.world.phrase("refused_reasons", life.rng)
        return at, partial(life.move, "refuse", by, reason=reason)
    return at, partial(life.move, "accept", by)


def _soon(life: Life) -> datetime:
    return life.now + timedelta(seconds=life.rng.randint(60, 1200))


def _at_accepted(life: Life) -> Choice:
    at = _soon(life)
    by = life.world.cast.desk(life.case, life.rng)
    return at, partial(life.move, "file", by, case_type=life.arrival.case_type)


def _at_filed(life: Life) -> Choice:
    at = _soon(life)
    by = life.world.cast.desk(life.case, life.rng)
    return at, partial(life.move, "dispatch", by, unit=_right_unit(life))


def _right_unit(life: Life) -> str:
    """Where the rules would send it now that its type is known; unlocated: the duty unit."""
    case, kind = life.case, _kind(life)
    if not case.area_code:
        return kind.duty_unit
    given = Raised(text=case.text, case_type=kind.code, grid_code=case.area_code)
    found = plan(given, now=life.now)
    return found.unit.code if found.is_sure else kind.duty_unit


def _at_returned(life: Life) -> Choice:
    """The desk sends it to the duty unit, or back down when that unit was the one that refused."""
    at = _paced(life, "dispatch")
    by = life.world.cast.desk(life.case, life.rng)
    return at, partial(life.move, "dispatch", by, unit=_kind(life).duty_unit)


def _at_disputed(life: Life) -> Choice:
    at = _paced(life, "accept")
    by = life.world.cast.judge(life.case, "arbiter", life.rng)
    unit = _kind(life).duty_unit
    return at, partial(life.move, "arbitrate", by, unit=unit, reason="按职责清单裁定承办单位")


# Whoever holds it.


def _at_dispatched(life: Life) -> Choice:
    case, rng = life.case, life.rng
    by = life.world.cast.holder(case, rng)
    at = _paced(life, "sign_for")
    if life.arrival.is_merged and not case.reopenings:
        desk = life.world.land.desk_for(life.world.land.area(case.area_code))
        clerk = rng.choice(life.world.cast.dispatchers[desk.code])
        if clerk.roles_towards(case) & {"dispatcher"}:
            return at, partial(life.move, "merge", clerk, into=life.into())
    if _sends_back(life):
        return at, partial(_send_back, life, by)
    if _climbs(life):
        reason = life.world.phrase("escalation_reasons", rng)
        return at, partial(life.move, "escalate", by, reason=reason)
    if case.is_small and rng.random() < SPOT_SHARE.get(case.tier, 0):
        later = max(at, _paced(life, "handle"))
        return later, partial(_settle, life, by)
    return at, partial(life.move, "sign_for", by)


def _sends_back(life: Life) -> bool:
    case = life.case
    if case.is_final_unit or case.reopenings:
        return False
    if case.send_backs == 0:
        return _chance(life, "send_back")
    # Nobody stands above the county's own desk: what would end there in dispute is not sent.
    last = case.send_backs + 1 >= life.world.book.send_back_cap
    ends_at_the_top = (next_tier(case.tier) or "county") == "county"
    return not (last and ends_at_the_top) and _chance(life, "second_send_back")


def _send_back(life: Life, by: Actor, at: datetime) -> None:
    proposed = _kind(life).duty_unit
    words = life.world.phrase("send_back_reasons", life.rng)
    reason = words.format(unit=life.world.land.units[proposed].name)
    life.move("send_back", by, at, reason=reason, proposed_unit=proposed)


def _climbs(life: Life) -> bool:
    return next_tier(life.case.tier) is not None and (
        life.rng.random() < life.world.content.rhythm.climb[life.case.tier]
    )


def _settle(life: Life, by: Actor, at: datetime) -> None:
    life.move("settle_on_the_spot", by, at, **_result(life))


def _handle(life: Life, by: Actor, at: datetime) -> None:
    life.move("handle", by, at, **_result(life))


def _result(life: Life) -> dict[str, str]:
    wording = life.world.content.wording.cases[life.arrival.case_type]
    given = {"result": life.rng.choice(wording.messages[life.arrival.wording].results)}
    if "photo_after" in _kind(life).needs:
        given["photo_after"] = "示例照片"
    return given


def _at_handling(life: Life) -> Choice:
    case, rng = life.case, life.rng
    by = life.world.cast.holder(case, rng)
    if case.asked_extension:
        return _answer(life)
    if case.tier != "grid" and not case.reopenings and _chance(life, "suspended"):
        at = _part(life, rng.uniform(0.2, 0.6))
        approver = life.world.cast.judge(case, "approver", rng)
        reason = life.world.phrase("suspended_reasons", rng)
        paper = "会议纪要（示例）"
        return at, partial(life.move, "suspend", approver, reason=reason, evidence=paper)
    if _may_ask(life) and _chance(life, "extension"):
        at = _part(life, rng.uniform(0.5, 0.85))
        if case.due_at is not None and at < case.due_at:
            reason = life.world.phrase("extension_reasons", rng)
            term = f"{rng.randint(2, 5)} working_days"
            return at, partial(life.move, "ask_extension", by, reason=reason, term=term)
    at = _finish_at(life)
    if not case.started_at and rng.random() < STARTS:
        start = life.now + (at - life.now) * rng.uniform(0.3, 0.7)
        start = start.replace(microsecond=0)
        return start, partial(life.move, "start", by)
    on_the_spot = case.is_small and case.tier in SPOT_SHARE and rng.random() < ON_THE_SPOT_LATER
    return at, partial(_settle if on_the_spot else _handle, life, by)


def _may_ask(life: Life) -> bool:
    case = life.case
    open_until = case.due_at is not None and case.due_at > life.now
    return open_until and case.extensions < life.world.book.extension_cap and life.asked is None


def _answer(life: Life) -> Choice:
    at = life.now + timedelta(hours=life.rng.uniform(1, 20))
    at = at.replace(microsecond=0)
    by = life.world.cast.judge(life.case, "approver", life.rng)
    if _chance(life, "extension_granted"):
        return at, partial(life.move, "grant_extension", by)
    reason = "现有条件可以按期完成"
    return at, partial(life.move, "refuse_extension", by, reason=reason)


def _finish_at(life: Life) -> datetime:
    """Holders work towards whichever limit comes first; some are late."""
    return _paced(life, "handle", late=_chance(life, "overdue"))


def _at_suspended(life: Life) -> Choice:
    days = life.rng.uniform(*REVIEW_DAYS)
    at = life.world.calendar.resume(
        life.case.entered_at + timedelta(days=days), 3600, Counting.WORKING_HOURS
    ).at
    by = life.world.cast.judge(life.case, "approver", life.rng)
    return at, partial(life.move, "resume", by)


# Afterwards.


def _at_handled(life: Life) -> Choice:
    at = _paced(life, "verify")
    by = life.world.cast.judge(life.case, "verifier", life.rng)
    return at, partial(life.move, "verify", by)


def _at_verifying(life: Life) -> Choice:
    at = _paced(life, "verify")
    by = life.world.cast.judge(life.case, "verifier", life.rng)
    if not life.case.reworks and _chance(life, "rework"):
        reason = life.world.phrase("rework_reasons", life.rng)
        return at, partial(life.move, "rework", by, reason=reason)
    return at, partial(life.move, "close", by)


def _at_closed(life: Life) -> Choice | None:
    """Most rest until the window shuts; a few come back."""
    case = life.case
    if case.reopen_until is None or len(life.closings) > 1 or not _chance(life, "reopened"):
        return None
    open_for = (case.reopen_until - life.now).total_seconds()
    at = life.now + timedelta(seconds=int(open_for * life.rng.uniform(0.05, 0.9)))
    reason = life.world.phrase("reopen_reasons", life.rng)
    return at, partial(life.move, "reopen", RESIDENT, reason=reason)


HABITS: dict[str, Callable[[Life], Choice | None]] = {
    "reported": _at_reported,
    "accepted": _at_accepted,
    "filed": _at_filed,
    "dispatched": _at_dispatched,
    "returned": _at_returned,
    "disputed": _at_disputed,
    "handling": _at_handling,
    "suspended": _at_suspended,
    "handled": _at_handled,
    "verifying": _at_verifying,
    "closed": _at_closed,
}

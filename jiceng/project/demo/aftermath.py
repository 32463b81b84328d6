"""What else a simulated case leaves: contact, rating, re-check, worklist, alarm, outcome row."""

from __future__ import annotations

from datetime import datetime, timedelta

from jiceng.casework.actions.outcomes import Past, outcome_of
from jiceng.casework.actions.sampling import is_drawn
from jiceng.casework.models import Contact, Recheck
from jiceng.casework.process import RECHECK
from jiceng.kernel.clocks import Alarm, Clock
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import Movable, Passage, put_clocks, work_item
from jiceng.kernel.records.contacts import sealed_contact
from jiceng.kernel.records.journal import line_by
from jiceng.kernel.records.models import Note, PendingAlarm
from jiceng.kernel.scope import RESIDENT, SYSTEM_GRIP
from jiceng.project.demo.life import Life

SURNAMES = "王李张刘陈杨黄赵吴周符林郑何冯羊许钟"
SOLVED = {"confirm": 0.91, "deny": 0.06, "miss": 0.03}
REASONS = {"deny": "现场复查，问题仍未解决", "miss": "联系不上反映人，现场无法判断"}


def settle(life: Life) -> None:
    """Write down everything beside the moves."""
    has_contact = _chance(life, "with_contact") and life.arrival.source != "import"
    if has_contact:
        _contact(life)
        _rate(life)
    checked = _recheck(life)
    case, ledger = life.case, life.ledger
    if life.asked is not None:
        ledger.add(life.asked)
    ledger.add(case)
    _owed(life, case, life.alarm, life.actor)
    if case.asked_extension and case.state == "handling":
        ledger.add(work_item(case, "approver", purpose="extension"))
    _outcome(life, checked)


def _chance(life: Life, name: str) -> bool:
    return life.rng.random() < life.world.content.rhythm.chances[name]


def _contact(life: Life) -> None:
    """Invented people with telephone numbers nobody has; erased when their time was over."""
    case, rng, now = life.case, life.rng, life.world.now
    erase_at = life.closings[-1] + timedelta(life.world.book.erase_days) if life.closings else None
    if erase_at and erase_at <= now:
        life.ledger.add(
            Contact(case=case, key=None, sealed=b"", erase_at=erase_at, erased_at=erase_at)
        )
        line = line_by(
            SYSTEM_GRIP, "erase_contact", "case", case.pk, from_state=case.state,
            to_state=case.state,
        )  # fmt: skip
        life.ledger.say(line, erase_at, case.pk)
        return
    phone = f"1990000{rng.randrange(10_000):04d}"
    name = rng.choice(SURNAMES) + rng.choice(("先生", "女士"))
    told = sealed_contact({"name": name, "phone": phone}, f"contact:{case.pk}")
    life.ledger.add(Contact(case=case, erase_at=erase_at, **told))


def _rate(life: Life) -> None:
    """A rating within its time, when the case stayed closed until then."""
    case, rng = life.case, life.rng
    if case.closed_at is None or case.state not in ("closed", "archived"):
        return
    if not _chance(life, "rated"):
        return
    at = case.closed_at + timedelta(seconds=rng.randint(600, 12 * 86_400))
    until = case.entered_at if case.state == "archived" else life.world.now
    if at >= until:
        at = (case.closed_at + (until - case.closed_at) / 2).replace(microsecond=0)
    good = _chance(life, "satisfied")
    rating = rng.choice((4, 5, 5)) if good else rng.choice((1, 2, 3))
    case.rating, case.rated_at, case.version = rating, at, case.version + 1
    life.now = at
    payload = {"rating": rating}
    line = line_by(RESIDENT.grips[0], "rate", "case", case.pk, from_state="closed",
                   to_state="closed", payload=payload)  # fmt: skip
    life.ledger.say(line, at, case.pk)
    words = life.world.phrase(f"rating_comments_{'good' if good else 'poor'}", rng)
    if words:
        note = life.keep_note("rate.comment", words, RESIDENT.grips[0].appointment)
        line = line_by(RESIDENT.grips[0], "rate.comment", "case", case.pk, from_state="closed",
                       to_state="closed", payload={"notes": [note]})  # fmt: skip
        life.ledger.say(line, at, case.pk)


def _recheck(life: Life) -> tuple[str, datetime] | None:
    """The draw is the same as for live cases; somebody else answers it within its term."""
    case, world = life.case, life.world
    if not life.closings or not is_drawn(case.number, world.book.recheck_percent):
        return None
    row = _drawn(life, life.closings[0])
    state, terms = RECHECK.state(row.state), Terms(stage_ladder=world.book.stage_ladder)
    alarm = next_alarm(state, row.stage, row.promise, terms, after=row.drawn_at,
                       calendar=world.calendar)  # fmt: skip
    answered = _answered(life, row)
    if not answered and alarm is not None and alarm.at <= world.now:
        alarm = next_alarm(state, row.stage, row.promise, terms, after=world.now,
                           calendar=world.calendar)  # fmt: skip
    life.ledger.add(row)
    if not answered:
        _owed(life, row, alarm, state.actor)
        return None
    return row.state, row.entered_at


def _drawn(life: Life, at: datetime) -> Recheck:
    case, world = life.case, life.world
    row = Recheck(
        id=case.pk,
        number="R" + public_number(at.astimezone(world.calendar.zone).year, case.pk),
        title=case.title,
        case=case,
        state=RECHECK.start,
        entered_at=at,
        area_path=case.area_path,
        unit=case.handler_unit,
        unit_path=world.land.units[case.handler_unit].path,
        tier=case.handled_tier or case.tier,
        drawn_at=at,
    )
    put_clocks(row, Clock.started(world.book.recheck_term, at, world.calendar), Clock())
    return row


def _answered(life: Life, row: Recheck) -> bool:
    world, rng = life.world, life.rng
    at = world.calendar.resume(
        row.drawn_at, int(row.stage_given * rng.uniform(0.2, 0.95)), row.stage.counting
    ).at
    if at >= world.now:
        return False
    name = rng.choices(list(SOLVED), list(SOLVED.values()))[0]
    passage = Passage(row, RECHECK, now=at, calendar=world.calendar)
    by = world.cast.judge(row, "verifier", rng)
    supplied = frozenset({"reason"}) if name in REASONS else frozenset[str]()
    passage.move(name, by=by, terms=Terms(), supplied=supplied)
    passage.put(checked_at=at)
    notes = []
    if name in REASONS:
        life.now = at
        notes = [_recheck_note(life, row, name, by.grips[0].appointment)]
    passage.lines[-1][2]["notes"] = notes
    for line in passage.lines:
        life.ledger.say(passage.line(*line), at, life.case.pk)
    row.version += 1
    return True


def _recheck_note(life: Life, row: Recheck, name: str, appointment: int) -> int:
    note = Note(
        subject_kind="recheck", subject_id=row.pk, kind=f"{name}.reason", text=REASONS[name],
        appointment=appointment, at=life.now,
    )  # fmt: skip
    return life.keep([note])[0]


def _owed(life: Life, subject: Movable, alarm: Alarm | None, actor: str) -> None:
    """The next alarm, and the entry of a worklist, of whatever is not at rest."""
    if alarm is not None:
        life.ledger.add(
            PendingAlarm(
                subject_kind=subject.subject_kind, subject_id=subject.pk, at=alarm.at,
                clock=alarm.clock, percent=alarm.percent, light=alarm.light, tell=alarm.tell,
            )
        )  # fmt: skip
    if actor:
        life.ledger.add(work_item(subject, actor))


def _outcome(life: Life, checked: tuple[str, datetime] | None) -> None:
    case, land = life.case, life.world.land
    past = Past(
        {case.pk: checked} if checked else {},
        {case.pk: life.closings[0]} if life.closings else {},
        {case.pk: life.reopenings[0]} if life.reopenings else {},
    )
    area = land.area(case.area_code) or land.areas[case.area_path.split("/")[0]]
    levels = {case.pk: {above.level: above.code for above in land.up(area)}}
    life.ledger.add(outcome_of(case, land, levels, past, life.world.calendar.zone))

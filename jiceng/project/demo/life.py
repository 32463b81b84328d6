"""One case from its report to today, by the rules everybody else's cases follow.

Every step is the same `Passage` and the same `step` a live move takes; only the writing is put
off. What people decide is drawn with the dice of the case; what the clock decides is not drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from jiceng.casework.actions.intake import Raised, new_case, plan, reported, send_on
from jiceng.casework.actions.moves import EFFECTS, Act, Effect, Given, step
from jiceng.casework.actions.sweep import alarm_line, climbs, notice_of
from jiceng.casework.models import Case, Extension
from jiceng.casework.process import CASE
from jiceng.casework.queries import with_rules
from jiceng.kernel.clocks import Alarm
from jiceng.kernel.numbers import access_code, public_number
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import Passage
from jiceng.kernel.records.models import Note
from jiceng.kernel.scope import RESIDENT, SYSTEM, Actor
from jiceng.project.demo.arrivals import SEED, Arrival
from jiceng.project.demo.ledger import Ledger
from jiceng.project.demo.world import World

NOTES_A_CASE = 64
RECENT = timedelta(days=14)
"""Notices older than this are not written: nobody would read them."""


class Life:
    """A case under way, with the alarm it owes and whoever must act next."""

    def __init__(self, world: World, arrival: Arrival, ledger: Ledger) -> None:
        self.world, self.arrival, self.ledger = world, arrival, ledger
        self.rng = Random(f"{SEED}:{arrival.number}")  # noqa: S311 - dice, not a secret
        self.now = arrival.at
        self.alarm: Alarm | None = None
        self.actor = ""
        self.notes = 0
        self.told: set[str] = set()
        self.asked: Extension | None = None
        self.closings: list[datetime] = []
        self.reopenings: list[datetime] = []
        self.case = self._raise()

    # The report.

    def _raise(self) -> Case:
        world, arrival = self.world, self.arrival
        given = self._given()
        planned = plan(given, now=self.now)
        code = access_code(self.rng.randbytes(16))
        case = new_case(given, planned, code, arrival.number, self.now, world.calendar, world.book)
        case.is_sample = True
        passage = Passage(case, CASE, now=self.now, calendar=world.calendar)
        by = self._reporter()
        passage.say(by.acting_grip(case, by.roles), "report", **reported(planned, world.book))
        if planned.is_sure:
            send_on(passage, planned, world.book)
        self.case = case
        self.commit(passage, is_new=True)
        if not planned.is_sure:
            self._hold_at_desk()
        return case

    def _given(self) -> Raised:
        arrival = self.arrival
        spot = arrival.spot
        on_map = arrival.is_located and spot.lon is not None and spot.lat is not None
        return Raised(
            text=arrival.text,
            case_type=arrival.case_type if arrival.is_typed else "",
            lon=spot.lon if on_map else None,
            lat=spot.lat if on_map else None,
            place=spot.words if arrival.is_located else "",
            grid_code=spot.area if arrival.is_located and not on_map else "",
            source=arrival.source,
        )

    def _reporter(self) -> Actor:
        cast, spot = self.world.cast, self.arrival.spot
        area = self.world.land.areas[spot.area]
        if self.arrival.source == "grid_worker":
            return self.rng.choice(cast.workers[area.path])
        if self.arrival.source in ("clerk", "inspection"):
            return self.rng.choice(cast.dispatchers[self.world.land.desk_for(area).code])
        if self.arrival.source == "hotline":
            return self.rng.choice(cast.dispatchers[self.world.land.desks["county"]])
        return SYSTEM if self.arrival.source == "import" else RESIDENT

    def _hold_at_desk(self) -> None:
        case, world = self.case, self.world
        state = CASE.state(case.state)
        terms = world.book.terms_for(world.book.type_of(case.case_type), case.state)
        self.actor = state.actor
        self.alarm = next_alarm(
            state, case.stage, case.promise, terms, after=self.now, calendar=world.calendar
        )

    # What happens next.

    def commit(self, passage: Passage, *, is_new: bool = False) -> None:
        """Keep what a live passage would write."""
        for line in passage.lines:
            self.ledger.say(passage.line(*line), passage.now, self.case.pk)
        if not is_new:
            self.case.version += 1
        if passage.last is not None:
            self.alarm = passage.last.alarm
            self.actor = "" if passage.last.rests else passage.last.target.actor

    def move(self, name: str, by: Actor, at: datetime, **given: str) -> None:
        """One move by somebody, with what the rules add to it."""
        self.now = at
        case, world = with_rules(self.case, at), self.world
        passage = Passage(case, CASE, now=at, calendar=world.calendar)
        self._step(passage, name, by, Given(**given))
        if name == "settle_on_the_spot":
            self._step(passage, "close", SYSTEM, Given())
        elif name == "send_back" and case.send_backs >= world.book.send_back_cap:
            self._step(passage, "dispute", SYSTEM, Given())
        self.commit(passage)
        if case.state == "closed":
            self.closings.append(at)
        elif name == "reopen":
            self.reopenings.append(at)

    def _step(self, passage: Passage, name: str, by: Actor, given: Given) -> None:
        world = self.world
        step(
            Act(self.case, passage, given, by, self.now, world.book, world.calendar,
                self.keep, self._effects()),
            name,
        )  # fmt: skip

    def keep(self, notes: list[Note]) -> list[int]:
        for note in notes:
            note.pk = self.case.pk * NOTES_A_CASE + self.notes
            self.notes += 1
        self.ledger.add(*notes)
        return [note.pk for note in notes]

    def keep_note(self, kind: str, text: str, appointment: int) -> int:
        """Words beside the case; returns the key of the note."""
        note = Note(
            subject_kind="case",
            subject_id=self.case.pk,
            kind=kind,
            text=text,
            appointment=appointment,
            at=self.now,
        )
        return self.keep([note])[0]

    def _effects(self) -> Mapping[str, Effect]:
        return {
            **EFFECTS,
            "ask_extension": self._ask_extension,
            "grant_extension": lambda act: self._answer_extension(act, is_granted=True),
            "refuse_extension": lambda act: self._answer_extension(act, is_granted=False),
            "merge": self._merge,
        }

    def _ask_extension(self, act: Act) -> dict[str, Any]:
        self.asked = Extension(
            case=self.case,
            term=act.given.term,
            reason=act.given.reason,
            asked_at=act.now,
            due_before=self.case.due_at or act.now,
        )
        return {"asked_extension": act.given.term}

    def _answer_extension(self, act: Act, *, is_granted: bool) -> dict[str, Any]:
        asked, self.asked = self.asked, None
        if asked is not None:
            asked.answered_at, asked.is_granted = act.now, is_granted
            asked.due_after = self.case.due_at
            self.ledger.add(asked)
        return {"asked_extension": "", "extensions": self.case.extensions + int(is_granted)}

    def _merge(self, act: Act) -> dict[str, Any]:
        act.passage.lines[-1][2]["into"] = act.given.into
        return {"merged_into_id": self.arrival.repeats}

    def into(self) -> str:
        """The number of the case this one repeats; only asked of one that does."""
        first_at = self.arrival.repeats_at or self.now
        year = first_at.astimezone(self.world.calendar.zone).year
        return public_number(year, self.arrival.repeats)

    # The clock.

    def ring_until(self, until: datetime) -> bool:
        """Ring what is due by `until`; True as soon as a case has climbed to another holder."""
        while self.alarm is not None and self.alarm.at <= until:
            rung, self.now = self.alarm, self.alarm.at
            if rung.clock == "window":
                self._by_clock("archive", Given())
                return True
            self.alarm = self._following(rung)
            if climbs(self.case, rung):
                self._by_clock("escalate", Given(reason="逾期未办结，按时限自动上报上一级"))
                self._notice("climbed", "red", "holder")
                return True
            self.ledger.say(alarm_line(self.case, rung), rung.at, self.case.pk)
            self._notice(f"{rung.clock}_{rung.percent}", rung.light, rung.tell)
        return False

    def _following(self, rung: Alarm) -> Alarm | None:
        case, book = self.case, self.world.book
        return next_alarm(
            CASE.state(case.state),
            case.stage,
            case.promise,
            Terms(stage_ladder=book.stage_ladder, promise_ladder=book.promise_ladder),
            after=rung.at,
            calendar=self.world.calendar,
            last=None if rung.clock in ("repeat", "review") else rung,
        )

    def _by_clock(self, name: str, given: Given) -> None:
        passage = Passage(
            with_rules(self.case, self.now), CASE, now=self.now, calendar=self.world.calendar
        )
        self._step(passage, name, SYSTEM, given)
        self.commit(passage)

    def _notice(self, kind: str, light: str, tell: str) -> None:
        if self.now <= self.world.now - RECENT:
            return
        told = notice_of(self.case, kind, light, tell, self.now)
        if told.key not in self.told:
            self.told.add(told.key)
            self.ledger.add(told)


Choice = tuple[datetime, Callable[[datetime], None]]
"""When somebody is going to do something, and what."""

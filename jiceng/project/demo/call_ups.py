"""Some matters need several units on the spot: the town calls, and who comes when is drawn.

The lot and the dice are a call-up's own, so that the case it belongs to goes as it would without.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from jiceng.casework.models import CalledUnit, CallUp
from jiceng.casework.process import CALL_UP
from jiceng.kernel.calendar import wall_seconds
from jiceng.kernel.clocks import Alarm, Clock
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import Passage, put_clocks, work_item
from jiceng.kernel.records.models import Note, PendingAlarm
from jiceng.kernel.records.territory import UnitEntry
from jiceng.kernel.scope import Actor
from jiceng.kernel.terms import Counting
from jiceng.project.demo.arrivals import SEED
from jiceng.project.demo.life import Life

ROOM = timedelta(hours=4)
"""A call-up takes some hours: nobody calls for what is settled sooner."""
UNITS_A_CASE = 16
WITHDRAWN, EXCUSED, RATED = 0.06, 0.05, 0.8
EXCUSES = ("人员在处置其他突发事件，已电话会商", "经核实不属本单位职责，已向镇里说明")
OUTCOMES = ("现场会商，责任分清，当场处置", "各单位按分工整改，三日内复查", "联合劝导，现场已恢复")
REASON = "电话核实后不需要到场"


def call_up(life: Life) -> None:
    """Perhaps call units to the scene of this case, and let come what may until today."""
    rng = Random(f"{SEED}:call_up:{life.arrival.number}")  # noqa: S311 - dice, not a secret
    if rng.random() < life.world.content.rhythm.chances["call_up"]:
        scene = Scene(life, rng)
        if scene.has_room:
            scene.play()


class Scene:
    """One call-up from the whistle on."""

    def __init__(self, life: Life, rng: Random) -> None:
        self.life, self.world, self.rng = life, life.world, rng
        land, case = self.world.land, life.case
        self.desk = land.desk_for(land.area(case.area_code), "town")
        self.now = self._whistle_at()
        self.row = CallUp()
        self.called: list[CalledUnit] = []

    @property
    def has_room(self) -> bool:
        """Whether a town can call, and the case lasts long enough for anybody to come."""
        case = self.life.case
        if case.dispatched_at is None or self.desk.tier != "town":
            return False
        return self.now + ROOM < (case.handled_at or self.world.now)

    def _whistle_at(self) -> datetime:
        since = self.life.case.dispatched_at or self.life.now
        early = since + timedelta(minutes=self.rng.randint(10, 300))
        return self.world.calendar.resume(early, 60, Counting.WORKING_HOURS).at

    def play(self) -> None:
        by = self.rng.choice(self.world.cast.dispatchers[self.desk.code])
        self._whistle(by)
        if self.rng.random() < WITHDRAWN:
            self.now += timedelta(minutes=self.rng.randint(2, 8))
            self._finish("withdraw", by, REASON)
        else:
            self._come()
            if not self.row.absent:
                worked = self.rng.randint(40, 900) * 60
                self.now = self.world.calendar.resume(self.now, worked, Counting.WORKING_HOURS).at
                self._settle(by)
        self._keep()

    def _whistle(self, by: Actor) -> None:
        life, world, case = self.life, self.world, self.life.case
        rhythm, grip = world.content.rhythm, by.grips[0]
        due = world.calendar.due(self.now, world.book.arrive_within).at
        units = self._units()
        self.row = CallUp(
            id=case.pk,
            number="W" + public_number(self.now.astimezone(world.calendar.zone).year, case.pk),
            title=case.title,
            state=CALL_UP.start,
            entered_at=self.now,
            area_path=case.area_path,
            unit=units[0].code,
            unit_path=units[0].path,
            tier=grip.tier,
            case=case,
            reason_kind=self.rng.choices(*zip(*rhythm.call_up_kinds.items(), strict=True))[0],
            place_text=case.place_text,
            called_by=grip.appointment,
            called_at=self.now,
            arrive_by=due,
        )
        given = wall_seconds(self.now, due)
        put_clocks(self.row, Clock(self.now, due, given, None, Counting.MINUTES, False), Clock())
        self.called = [
            CalledUnit(pk=case.pk * UNITS_A_CASE + place, call_up=self.row, unit=unit.code,
                       unit_path=unit.path, is_lead=not place)
            for place, unit in enumerate(units)
        ]  # fmt: skip
        # The database knows nothing of these units yet: the guards read them from here.
        self.row.__dict__["_prefetched_objects_cache"] = {"units": self.called}
        passage = self._passage()
        passage.say(grip, "whistle", units=[u.code for u in units], lead=units[0].code,
                    arrive_by=due)  # fmt: skip
        self._commit(passage, is_new=True)
        words = world.content.wording.phrases["call_up_reasons"]
        life.keep([self._note("whistle.note", self.rng.choice(words), grip.appointment)])

    def _units(self) -> list[UnitEntry]:
        """The duty unit first, then others whose handlers can come."""
        world, case = self.world, self.life.case
        duty = world.book.types[self.life.arrival.case_type].duty_unit
        others = sorted(
            code for code in world.cast.handlers
            if code not in (duty, self.desk.code) and world.land.units[code].tier == "county"
        )  # fmt: skip
        least, most = world.content.rhythm.call_up_units
        found = self.rng.sample(others, self.rng.randint(least, most))
        first = [code for code in (duty, case.unit) if code in world.cast.handlers][:1]
        codes = list(dict.fromkeys([*first, *found]))[:most]
        return [world.land.units[code] for code in codes]

    def _come(self) -> None:
        """Units come in the order of their arrival; a few say why they do not."""
        least, most = self.world.content.rhythm.arrival_minutes
        begun = self.now
        moments = sorted(
            (begun + timedelta(minutes=self.rng.randint(least, most)), unit.pk, unit)
            for unit in self.called
        )
        for at, _, unit in moments:
            if at >= self.world.now:
                return
            self.now = at
            by = self.rng.choice(self.world.cast.handlers[unit.unit])
            if self.row.state == "attending" and self.rng.random() < EXCUSED:
                self._excuse(unit, by)
            else:
                self._arrive(unit, by)

    def _arrive(self, unit: CalledUnit, by: Actor) -> None:
        self.row.unit, self.row.unit_path = unit.unit, unit.unit_path
        unit.arrived_at, passage = self.now, self._passage()
        if self.row.state == "called":
            passage.move("arrive", by=by, terms=Terms())
        else:
            grip = by.acting_grip(self.row, frozenset({"handler"}))
            passage.say(grip, "arrive", unit=unit.unit)
        self._pass_on(passage)

    def _excuse(self, unit: CalledUnit, by: Actor) -> None:
        unit.excuse, passage = self.rng.choice(EXCUSES), self._passage()
        passage.say(by.grips[0], "excuse", unit=unit.unit)
        self._pass_on(passage)

    def _pass_on(self, passage: Passage) -> None:
        absent = self.row.absent
        holder = self.world.land.units[absent[0]] if absent else self.desk
        passage.put(unit=holder.code, unit_path=holder.path)
        self._commit(passage)

    def _settle(self, by: Actor) -> None:
        if self.now >= self.world.now:
            return
        self._finish("settle", by, self.rng.choice(OUTCOMES))
        for unit in self.called:
            self.now += timedelta(minutes=1)
            if unit.excuse or self.now >= self.world.now or self.rng.random() >= RATED:
                continue
            unit.rating = self.rng.choice((3, 4, 5, 5))
            passage = self._passage()
            passage.say(by.grips[0], "rate_unit", unit=unit.unit, rating=unit.rating)
            self._commit(passage)

    def _finish(self, name: str, by: Actor, words: str) -> None:
        field = {"settle": "outcome", "withdraw": "reason"}[name]
        passage = self._passage()
        passage.move(name, by=by, terms=Terms(), supplied=frozenset({field}))
        if name == "settle":
            passage.put(settled_at=self.now)
        note = self._note(f"{name}.{field}", words, by.grips[0].appointment)
        passage.lines[-1][2]["notes"] = self.life.keep([note])
        self._commit(passage)

    def _passage(self) -> Passage:
        return Passage(self.row, CALL_UP, now=self.now, calendar=self.world.calendar)

    def _note(self, kind: str, text: str, appointment: int) -> Note:
        return Note(subject_kind="call_up", subject_id=self.row.pk, kind=kind, text=text,
                    appointment=appointment, at=self.now)  # fmt: skip

    def _commit(self, passage: Passage, *, is_new: bool = False) -> None:
        for line in passage.lines:
            self.life.ledger.say(passage.line(*line), self.now, self.life.case.pk)
        self.row.version += not is_new

    def _keep(self) -> None:
        """The rows, and for what is still open its alarm and its places on worklists."""
        ledger = self.life.ledger
        ledger.add(self.row, *self.called)
        state = CALL_UP.state(self.row.state)
        if state.final:
            return
        awaited = [u for u in self.called if not u.arrived_at and not u.excuse]
        for unit in awaited:
            item = work_item(self.row, "handler", purpose=f"arrive{unit.pk}")
            item.unit, item.unit_path = unit.unit, unit.unit_path
            ledger.add(item)
        if self.row.state == "attending":
            ledger.add(work_item(self.row, state.actor))
        alarm = next_alarm(state, self.row.stage, self.row.promise, Terms(),
                           after=self.world.now, calendar=self.world.calendar)  # fmt: skip
        if awaited and self.row.arrive_by > self.world.now:
            alarm = Alarm(self.row.arrive_by, "stage", 100, "red", "handler")
        if alarm is not None:
            ledger.add(
                PendingAlarm(subject_kind="call_up", subject_id=self.row.pk, at=alarm.at,
                             clock=alarm.clock, percent=alarm.percent, light=alarm.light,
                             tell=alarm.tell)
            )  # fmt: skip

"""One line of a table of admissions becomes the facts of a file, or every reason not to. Pure.

Days are read as typed. A day without its year or its day of the month is refused, for a rule that
counts from a guessed day would find faults that are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from jiceng.casework.rules.problem_table import BRACKETS, MONTH, SHORT, read_day
from jiceng.kernel.places import HALF_WIDTH
from jiceng.kernel.refusal import Reason
from jiceng.party.rules.admission_table import FIELDS
from jiceng.party.rules.facts_of_file import Authority, Backer, Event, FileFacts
from jiceng.party.rules.months import age_on
from jiceng.party.rules.steps import KINDS

BLANKS = frozenset({"", "无", "/", "\\", "-", "—", "――", "空", "不详"})
"""What clerks put where there is nothing."""
PLAIN_STEPS = (
    "application", "first_talk", "recognition", "activist_filing", "nomination",
    "candidate_filing", "committee_review", "admission_form", "committee_talk", "higher_filing",
    "assignment", "oath", "conversion_request", "archive",
)  # fmt: skip
"""Steps of which a table gives the day and nothing else."""
NOTICES = ("activist", "candidate", "acceptance", "conversion")
NUMBERS = (
    "training_days", "training_hours", "should_attend", "present", "yes", "no", "abstain",
    "written", "conversion_should_attend", "conversion_present", "conversion_yes",
    "conversion_no", "conversion_abstain", "extension_months",
)  # fmt: skip
VOTES = ("should_attend", "present", "yes", "no", "abstain", "written")
BETWEEN = re.compile(r"[、，,；;\n]+")
SPAN = re.compile(r"\s*(?:至|到|~|～|—+|–|－|--)\s*")
DASHED = re.compile(r"(?<=\d)\s*-\s*(?=\d)")
WHOLE_NUMBER = re.compile(r"(\d{1,4})(?:\.0+)?(?:人|票|天|个?学时|课时|小时|个?月|名|次)?")
DAY_FIRST = re.compile(r"(\d{4}[.\-/年]\d{1,2}[.\-/月]\d{1,2}日?|\d{8})(.*)")
CONCLUSIONS = (("not_passed", ("不合格", "未通过", "不通过", "不予通过", "不同意", "不予同意")),
               ("passed", ("合格", "通过", "同意")))  # fmt: skip
OUTCOMES = (
    ("cancelled", ("取消",)),
    ("extended", ("延长",)),
    ("on_time", ("按期", "同意", "转正")),
)
REFUSED = re.compile(r"不|未|暂|缓|推迟|延期|再议")
"""What makes a resolution on conversion none that converts, nor by itself one of another kind."""
NOT_SO = re.compile(r"(?:不|不同意|不予|未|未予|暂缓|暂不)(?=取消|延长)")
LONGEST = {"number": 60, "name": 40, "branch": 80}


class Register(Protocol):
    """What is known of members and organisations by name."""

    def backer(self, name: str, branch: str) -> Backer: ...

    def may_approve(self, name: str) -> Authority | None: ...


@dataclass(frozen=True, slots=True)
class AdmissionRow:
    """One admission as a table tells it. The name stays inside; the facts hold none."""

    number: str
    name: str
    branch: str
    facts: FileFacts


@dataclass(slots=True)
class _Reading:
    """The cells of one line, what they gave, and what was wrong with them."""

    at: Mapping[str, str]
    today: date
    faults: list[Reason] = field(default_factory=list)
    days: dict[str, date | None] = field(default_factory=dict)
    numbers: dict[str, int | None] = field(default_factory=dict)

    def text(self, name: str) -> str:
        given = self.at.get(name, "").strip()
        return "" if given in BLANKS else given

    def refuse(self, code: str, name: str, **params: Any) -> None:
        self.faults.append(Reason(code, params, field=name))

    def day(self, text: str, name: str) -> date | None:
        """A whole day, not later than today; refused in the cell `name` otherwise."""
        plain = BRACKETS.sub("", "".join(text.translate(HALF_WIDTH).split()))
        if MONTH.fullmatch(plain) or SHORT.fullmatch(plain):
            self.refuse("day_not_whole", name, value=text[:40])
            return None
        found = read_day(plain)
        if found is None:
            self.refuse("no_such_day", name, value=text[:40])
        elif found > self.today:
            self.refuse("in_the_future_day", name)
        return found

    def span(self, name: str) -> tuple[date | None, date | None]:
        """From one day to another; one day alone is both."""
        if not (text := self.text(name)):
            return None, None
        parts = [p for p in SPAN.split(text.translate(HALF_WIDTH)) if p]
        if len(parts) == 1 and len(halves := DASHED.split(parts[0])) == 6:
            parts = ["-".join(halves[:3]), "-".join(halves[3:])]
        elif len(parts) == 1 and len(halves) == 2:
            parts = halves
        first = self.day(parts[0], name)
        if len(parts) == 1 or first is None:
            return first, first
        last = self.day(_filled(parts[-1], first), name)
        if last and last < first:
            self.refuse("period_reversed", name)
        return first, last


def _filled(text: str, first: date) -> str:
    """The end of a span with the year, or year and month, of its beginning."""
    plain = "".join(text.split())
    if SHORT.fullmatch(plain):
        return f"{first.year}年" + re.sub(r"[./]", "月", plain)
    if match := re.fullmatch(r"(\d{1,2})日?", plain):
        return f"{first.year}年{first.month}月{match[1]}日"
    return text


def read_admission(
    at: Mapping[str, str], register: Register, *, today: date
) -> AdmissionRow | tuple[Reason, ...]:
    """One line, by field; every reason names its field."""
    row = _Reading(at, today)
    for name, most in LONGEST.items():
        if len(row.text(name)) > most:
            row.refuse("text_length", name, low=1, high=most)
    if not row.text("name"):
        row.refuse("cell_empty", "name")
    for name in PLAIN_STEPS:
        row.days[name] = row.day(row.text(name), name) if row.text(name) else None
    for name in NUMBERS:
        row.numbers[name] = _number(row, name)
    people = _people(row, register)
    events = tuple(e for read in READERS for e in read(row, people))
    papers = _papers(row)
    facts = FileFacts(_born(row), events, _authority(row, register), papers)
    if row.faults:
        return tuple(row.faults)
    return AdmissionRow(row.text("number"), row.text("name"), row.text("branch"), facts)


def _number(row: _Reading, name: str) -> int | None:
    given = row.at.get(name, "").strip()
    text = "".join(given.translate(HALF_WIDTH).split())
    if text in BLANKS:
        return 0 if text == "无" else None
    if match := WHOLE_NUMBER.fullmatch(text):
        return int(match[1])
    row.refuse("bad_number", name, value=given[:40])
    return None


def _born(row: _Reading) -> date | None:
    """The birthday; of a month alone the first day, unless the day would decide about eighteen."""
    text = row.text("born_on")
    plain = "".join(text.translate(HALF_WIDTH).split())
    if not text:
        return None
    if not MONTH.fullmatch(plain):
        return row.day(text, "born_on")
    first, last = read_day(plain), read_day(plain, at_end=True)
    applied = row.days["application"]
    if first is None or last is None:
        row.refuse("no_such_day", "born_on", value=text[:40])
        return None
    if applied and (age_on(first, applied) >= 18) != (age_on(last, applied) >= 18):
        return None
    return first


Read = Callable[[_Reading, Mapping[str, tuple[Backer, ...]]], Iterator[Event]]


def _steps(row: _Reading, people: Mapping[str, tuple[Backer, ...]]) -> Iterator[Event]:
    for name in PLAIN_STEPS:
        if on := row.days[name]:
            yield Event(name, on)


def _named(row: _Reading, people: Mapping[str, tuple[Backer, ...]]) -> Iterator[Event]:
    for step in ("contacts", "introducers"):
        text = row.text(f"{step}_on")
        on = row.day(text, f"{step}_on") if text else None
        if step in people:
            yield Event(step, on, {"people": people[step]})
        elif on:
            yield Event(step, on)


def _reviews(row: _Reading, people: Mapping[str, tuple[Backer, ...]]) -> Iterator[Event]:
    """Each review with its day; a mere count gives reviews without one."""
    text = row.text("reviews")
    if match := re.fullmatch(r"(\d{1,2})次?", text):
        for _ in range(int(match[1])):
            yield Event("half_year_review")
        return
    for part in filter(None, (p.strip() for p in BETWEEN.split(text))):
        yield Event("half_year_review", row.day(part, "reviews"))


def _reviewed(row: _Reading, people: Mapping[str, tuple[Backer, ...]]) -> Iterator[Event]:
    """Political review and preliminary review: a day, a conclusion, or both in one cell."""
    for step, said in (("political_review", "political_conclusion"),
                       ("pre_review", "pre_review_conclusion")):  # fmt: skip
        text, concluded = row.text(step), row.text(said)
        if match := DAY_FIRST.fullmatch("".join(text.translate(HALF_WIDTH).split())):
            text, rest = match[1], match[2].strip("，,；;/（）()、")
            concluded = concluded or rest
        on = row.day(text, step) if text else None
        values = {"conclusion": _conclusion(row, step, said, concluded)} if concluded else {}
        if on or values:
            yield Event(step, on, values)


def _conclusion(row: _Reading, step: str, name: str, text: str) -> str:
    found = "" if "暂缓" in text else _word(text, CONCLUSIONS)
    if not found:
        row.refuse("bad_conclusion", name if row.text(name) else step, value=text[:40])
    return "refused" if found == "not_passed" and step == "pre_review" else found


def _word(text: str, table: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    return next((code for code, words in table if any(w in text for w in words)), "")


def _trained(row: _Reading, people: Mapping[str, tuple[Backer, ...]]) -> Iterator[Event]:
    first, last = row.span("training")
    days = row.numbers["training_days"]
    if days is None and first and last and "training" in row.at and first != last:
        days = (last - first).days + 1
    hours = row.numbers["training_hours"]
    if last or days is not None or hours is not None:
        yield Event("training", last, {"days": days, "hours": hours})


def _meetings(row: _Reading, people: Mapping[str, tuple[Backer, ...]]) -> Iterator[Event]:
    for step, prefix in (("admission_meeting", ""), ("conversion_meeting", "conversion_")):
        text = row.text(step)
        on = row.day(text, step) if text else None
        values: dict[str, Any] = {
            name: number for name in VOTES if (number := row.numbers.get(prefix + name)) is not None
        }
        if prefix:
            values |= _outcome(row)
        if on or values:
            yield Event(step, on, values)


def _outcome(row: _Reading) -> dict[str, Any]:
    text = row.text("outcome")
    months = row.numbers["extension_months"]
    if not text:
        return {"outcome": "extended", "months": months} if months else {}
    outcome = _word(text, OUTCOMES)
    if not outcome or NOT_SO.search(text) or (outcome == "on_time" and REFUSED.search(text)):
        row.refuse("bad_conclusion", "outcome", value=text[:40])
    return {"outcome": outcome, "months": months} if outcome == "extended" else {"outcome": outcome}


def _approvals(row: _Reading, people: Mapping[str, tuple[Backer, ...]]) -> Iterator[Event]:
    for step, by in (("approval", "approval_by"), ("conversion_approval", "conversion_by")):
        text = row.text(step)
        if not text and not row.text(by):
            continue
        values: dict[str, Any] = {"organisation": row.text(by)} if row.text(by) else {}
        if step == "approval":
            values["special_reason"] = bool(row.text("special_reason"))
        yield Event(step, row.day(text, step) if text else None, values)


def _notices(row: _Reading, people: Mapping[str, tuple[Backer, ...]]) -> Iterator[Event]:
    said = row.at.get("objections", "").strip()
    told = {} if not said else _objections(said)
    for at in NOTICES:
        since, until = row.span(f"{at}_notice")
        if since:
            yield Event("public_notice", since, {"at": at, "until": until, **told})


def _objections(text: str) -> dict[str, Any]:
    """How many objections a cell tells of, and whether they were answered."""
    if any(word in text for word in ("无", "没有", "未收到")) or text in BLANKS | {"0"}:
        return {"objections": 0}
    match = re.search(r"\d+", text.translate(HALF_WIDTH))
    return {"objections": int(match[0]) if match else 1, "answered": "已" in text}


READERS: tuple[Read, ...] = (
    _steps, _named, _reviews, _reviewed, _trained, _meetings, _approvals, _notices,
)  # fmt: skip


def _people(row: _Reading, register: Register) -> dict[str, tuple[Backer, ...]]:
    """Contacts and introducers as the register knows them; no column, no people."""
    found = {}
    for step in ("contacts", "introducers"):
        if text := row.text(step):
            names = [n for part in BETWEEN.split(text) for n in _names(part)]
            found[step] = tuple(register.backer(n, row.text("branch")) for n in names)
    return found


def _names(part: str) -> list[str]:
    """Names side by side, or one name that is written with a space in it."""
    words = BRACKETS.sub("", part).replace("/", " ").split()
    return words if all(len(w) > 1 for w in words) else ["".join(words)]


def _authority(row: _Reading, register: Register) -> dict[str, Authority]:
    named = {row.text("approval_by"), row.text("conversion_by")} - {""}
    known = {name: register.may_approve(name) for name in named}
    return {name: may for name, may in known.items() if may is not None}


PAPERS: Mapping[str, str] = {code: kind.paper for code, kind in KINDS.items() if kind.paper}


def _papers(row: _Reading) -> frozenset[str] | None:
    """Steps whose paper lies in the file: all but those named; None where nobody has looked."""
    if not row.at.get("missing_papers", "").strip():
        return None
    missing = set[str]()
    for part in BETWEEN.split(row.text("missing_papers")):
        codes = {c for c, paper in PAPERS.items() if part and part in (paper, KINDS[c].name)}
        if part and not codes:
            row.refuse("unknown_paper", "missing_papers", value=part[:40])
        missing |= codes
    return frozenset(PAPERS) - missing


def fields_missing(columns: Mapping[str, str]) -> list[str]:
    """Fields a table has no column for: what stays unknown for all its files."""
    return [name for name in FIELDS if name not in columns]

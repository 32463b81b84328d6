"""Tell the year of the supervision office, the ledgers and the programmes, by live acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from django.db import connection

from jiceng.casework.actions.sweep import ring
from jiceng.kernel.records.alarms import due
from jiceng.kernel.records.bulk import settle_sequences
from jiceng.kernel.records.models import Job, JournalEntry, Note
from jiceng.kernel.records.rows import table
from jiceng.project.demo.agenda import Agenda, Days
from jiceng.project.demo.applications import applications_story
from jiceng.project.demo.appraisals import NAMED, appraisal_problem_story
from jiceng.project.demo.cast import Cast
from jiceng.project.demo.content.reading import toml_table
from jiceng.project.demo.demands import demand_story
from jiceng.project.demo.emergencies import emergencies_story
from jiceng.project.demo.fairs import fairs_story
from jiceng.project.demo.followed import Office, item_story, watch_story
from jiceng.project.demo.indicators import indicators_story
from jiceng.project.demo.inquiries import discussion_story, research_story, study_story
from jiceng.project.demo.inspections import inspections_story
from jiceng.project.demo.investment import investment_story
from jiceng.project.demo.ledger import JournalRow
from jiceng.project.demo.ledgers import campaign_story
from jiceng.project.demo.legal import legal_story
from jiceng.project.demo.market import market_story, market_told
from jiceng.project.demo.reliefs_told import relief_story
from jiceng.project.demo.sent_down import allotments_story, need_story
from jiceng.project.demo.standards import standard_story
from jiceng.project.demo.undertakings import programme_story
from jiceng.project.demo.visits import visits_story
from jiceng.web.clock import county_zone

CONTENT = Path(__file__).parent / "content"
SEED = 20_201
INVESTMENT_SEED = 20_231
VISITS_SEED = 19_500
BESIDE = (
    ("standards.toml", "standard", standard_story),
    ("research.toml", "research", research_story),
    ("research.toml", "study", study_story),
    ("research.toml", "discussion", discussion_story),
    ("demands.toml", "demand", demand_story),
    ("applications.toml", "application", applications_story),
    ("sent_down.toml", "allotment", allotments_story),
    ("sent_down.toml", "need", need_story),
    ("reliefs.toml", "relief", relief_story),
)
"""What is told beside items, ledgers and programmes: file, table, and whose story a row is."""
WHOLE = (
    (SEED, "indicators.toml", indicators_story),
    (INVESTMENT_SEED, "investment.toml", investment_story),
    (SEED, "fairs.toml", fairs_story),
    (SEED, "legal.toml", legal_story),
    (VISITS_SEED, "visits.toml", visits_story),
)
"""Stories told from a whole file: dice, file, story."""
NOTES_FROM = 50_000_000
"""Keys of notes above those of any simulated case."""


def follow_up(now: datetime) -> list[JournalRow]:
    """Everything that happened by `now`; its journal lines are taken out, to be put in order of
    time with those of the cases.

    What the acts of past days would have announced is not announced: it would reach people today.
    """
    reserve_notes(now)
    told, zone = toml_table(CONTENT / "following.toml").fields, county_zone()
    agenda, cast = Agenda(now, _ring), Cast(now)

    def an_office(rng: Random) -> Office:
        today = now.astimezone(zone).date()
        return Office(agenda, cast, Days(zone, rng), rng, told["words"], today)

    office = an_office(Random(SEED))  # noqa: S311  dice of a story
    for row in told["item"]:
        agenda.add(item_story(office, row))
    earliest = max(row["starts"] for row in told["item"])
    agenda.add(watch_story(office, office.today - timedelta(days=earliest)))
    for row in told["campaign"]:
        agenda.add(campaign_story(office, row, told["faults"]))
    for row in told["programme"]:
        agenda.add(programme_story(office, row))
    for named in NAMED:
        agenda.add(appraisal_problem_story(an_office(Random(SEED)), named))  # noqa: S311  as above
    _tell_beside(agenda, an_office)
    agenda.add(inspections_story(an_office(Random(SEED + len(BESIDE) + 1))))  # noqa: S311  as above
    agenda.add(market_story(an_office(Random(SEED + len(BESIDE) + 2)), market_told()))  # noqa: S311  as above
    agenda.add(emergencies_story(an_office(Random(SEED + len(BESIDE) + 3))))  # noqa: S311  as above
    agenda.run()
    Job.objects.filter(kind="announce").delete()
    return _lines()


def _tell_beside(agenda: Agenda, an_office: Callable[[Random], Office]) -> None:
    """What has a file of its own: told row by row, or whole; each with its own dice."""
    for place, (file, table_of, story) in enumerate(BESIDE, 1):
        beside = an_office(Random(SEED + place))  # noqa: S311  dice of a story
        for row in toml_table(CONTENT / file).fields[table_of]:
            agenda.add(story(beside, row))
    for seed, file, whole in WHOLE:
        agenda.add(whole(an_office(Random(seed)), toml_table(CONTENT / file).fields))  # noqa: S311  as above


def reserve_notes(now: datetime) -> None:
    """Give notes written by real acts keys above those of simulated cases."""
    placeholder = Note.objects.create(
        pk=NOTES_FROM, subject_kind="", subject_id=0, kind="", text="", appointment=0, at=now
    )
    settle_sequences(Note)
    placeholder.delete()


def _ring(until: datetime) -> None:
    """Ring everything that fell due by then, each at its own time."""
    while rows := due(until, limit=50):
        for row in rows:
            ring(row, now=row.at or until)


def _lines() -> list[JournalRow]:
    """The journal so far, emptied: its lines get their places in the chain of the whole year.

    Nobody has seen these lines, for the load is one transaction and has not ended.
    """
    lines = [
        (
            e.at.astimezone(UTC), 0, e.seq, e.kind, e.subject_kind, e.subject_id, e.appointment,
            e.unit, e.from_state, e.to_state, e.payload,
        )
        for e in JournalEntry.objects.order_by("seq")
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table(JournalEntry)}")  # noqa: S608  our own table
    return lines

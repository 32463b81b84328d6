"""Copy a few hundred cases a thousand times over, with all that belongs to them, by SQL alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection, models

from bench.scales import LINES, OPEN
from jiceng.casework.figures import recount
from jiceng.casework.models import Case, CaseOutcome, Contact, TouchedDay
from jiceng.kernel.records.bulk import columns_of, settle_sequences
from jiceng.kernel.records.journal import head
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, WorkItem

FAR = "2099-01-01 00:00:00"
"""When the copied alarms ring: never, as far as a measurement is concerned."""
KINDS = (
    ("report", "reported", "reported"), ("accept", "reported", "accepted"),
    ("file", "accepted", "filed"), ("dispatch", "filed", "dispatched"),
    ("sign_for", "dispatched", "handling"), ("alarm", "handling", "handling"),
    ("note", "handling", "handling"), ("alarm", "handling", "handling"),
    ("settle_on_the_spot", "handling", "handled"), ("close", "handled", "closed"),
)  # fmt: skip
PAYLOAD = (
    '{"due_at":"2026-11-25T09:30:00+00:00","notes":[],"stage_due_at":"2026-11-24T09:30:00+00:00",'
    '"tier":"grid","type_version":12,"unit":"C469024100001"}'
)
YEAR = 365
DATED = (models.DateTimeField, models.DateField)
OUTCOME_DAYS = ("reported_on", "closed_on", "due_on", "first_closed_on")


def multiply(size: int) -> None:
    """Copy the cases there are until there are `size`: some thousands open, the rest closed."""
    waiting = WorkItem.objects.filter(subject_kind="case").values("subject_id")
    opened = list(Case.objects.filter(pk__in=waiting).values_list("pk", flat=True))
    closed = list(Case.objects.filter(state="closed").values_list("pk", flat=True))
    wanted = max(size - Case.objects.count(), 0)
    more = min(max(OPEN - len(opened), 0), wanted)
    with quick():
        _copy_all(opened, more, span=1)
        _copy_all(closed, wanted - more, span=YEAR)
        settle_sequences(Case)
        outcomes = CaseOutcome.objects.values_list(*OUTCOME_DAYS).distinct()
        rows = [TouchedDay(day=day) for day in {day for row in outcomes for day in row} - {None}]
        TouchedDay.objects.bulk_create(rows, ignore_conflicts=True)
        recount()


@contextmanager
def quick() -> Iterator[None]:
    """Write without waiting for the disk; statistics afterwards."""
    _pragma("PRAGMA synchronous=OFF")
    yield
    run("ANALYZE")
    _pragma("PRAGMA synchronous=FULL")


def wait_for_all() -> None:
    """Put every case on somebody's worklist, as if nothing had ever been closed."""
    items = dict(WorkItem.objects.filter(subject_kind="case").values_list("pk", "subject_id")[:500])
    there = set(WorkItem.objects.filter(subject_kind="case").values_list("subject_id", flat=True))
    free = [pk for pk in Case.objects.values_list("pk", flat=True) if pk not in there]
    models_ = list(items.values())
    choose((models_[i % len(models_)], pk, 0) for i, pk in enumerate(free))
    copy_rows(WorkItem, "subject_id", {"number": "'B' || c.new"})
    run("ANALYZE")


def _copy_all(originals: Sequence[int], count: int, *, span: int) -> None:
    """Copies are spread evenly over the last `span` days."""
    if not originals or count <= 0:
        return
    above = Case.objects.order_by("-pk").values_list("pk", flat=True)[0]
    choose((originals[i % len(originals)], above + 1 + i, i * span // count) for i in range(count))
    copy_rows(Case, "id", {"number": "'B' || c.new", **moments(Case)})
    copy_rows(Contact, "case_id", {})
    copy_rows(PendingAlarm, "subject_id", {"at": f"'{FAR}'"})
    copy_rows(WorkItem, "subject_id", {"number": "'B' || c.new"})
    month = {"month": f"substr(CAST({earlier('reported_on', 'date')} AS TEXT), 1, 7)"}
    copy_rows(CaseOutcome, "case_id", {"number": "'B' || c.new", **moments(CaseOutcome), **month})
    _journal(above)


def choose(rows: Iterable[tuple[int, int, int]]) -> None:
    """Keep (original, copy, days earlier) in a table of this session."""
    run("DROP TABLE IF EXISTS bench_copy")
    run("CREATE TEMPORARY TABLE bench_copy (old BIGINT, new BIGINT, days INTEGER)")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY bench_copy FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.connection.executemany("INSERT INTO bench_copy VALUES (?, ?, ?)", rows)


def copy_rows(model: type[models.Model], key: str, changed: Mapping[str, str]) -> None:
    """Insert a copy of every row whose `key` is an original; `changed` are columns in SQL, with
    the original as t and its line of `choose` as c."""
    auto = {"id"} - {key}
    names = [name for name in columns_of(model) if name not in auto]
    values = {name: f't."{name}"' for name in names} | {key: "c.new"} | dict(changed)
    table = model._meta.db_table
    where = " AND t.subject_kind = 'case'" if "subject_kind" in names else ""
    alarmed = " AND t.at IS NOT NULL" if model is PendingAlarm else ""
    run(
        f"INSERT INTO {table} ({', '.join(map(_quoted, names))}) "
        f"SELECT {', '.join(values[name] for name in names)} FROM bench_copy c "
        f'JOIN {table} t ON t."{key}" = c.old{where}{alarmed} ORDER BY c.new'
    )


def moments(model: type[models.Model]) -> dict[str, str]:
    """Every instant and day of a row, moved back by the days of its copy."""
    return {
        str(f.column): earlier(
            str(f.column), "date" if f.get_internal_type() == "DateField" else "datetime"
        )
        for f in model._meta.concrete_fields
        if isinstance(f, DATED)
    }


def earlier(column: str, kind: str) -> str:
    if connection.vendor == "sqlite":
        return f"{kind}(t.\"{column}\", '-' || c.days || ' days')"
    moved = f"t.\"{column}\" - c.days * interval '1 day'"
    return f"({moved})::date" if kind == "date" else f"({moved})"


def _journal(above: int) -> None:
    """Ten lines a copy, in the order of the copies."""
    seq, _ = head()
    kinds = ", ".join(f"({n}, '{k}', '{a}', '{b}')" for n, (k, a, b) in enumerate(KINDS, 1))
    on_sqlite = connection.vendor == "sqlite"
    mac = "lower(hex(randomblob(32)))" if on_sqlite else "md5(c.new::text) || md5((-c.new)::text)"
    run(
        f"INSERT INTO {JournalEntry._meta.db_table} (seq, at, kind, subject_kind, subject_id, "
        "appointment, unit, from_state, to_state, payload, mac) "
        f"WITH line (n, kind, before, after) AS (VALUES {kinds}) "
        f"SELECT {seq} + (c.new - {above} - 1) * {LINES} + line.n, t.reported_at, line.kind, "
        f"'case', c.new, 0, t.unit, line.before, line.after, '{PAYLOAD}', {mac} "
        f"FROM bench_copy c JOIN {Case._meta.db_table} t ON t.id = c.new CROSS JOIN line "
        "ORDER BY c.new, line.n"
    )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _pragma(statement: str) -> None:
    if connection.vendor == "sqlite":
        run(statement)

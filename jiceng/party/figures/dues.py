"""Figures of dues: what is due, paid, late and handed on, as counts and sums (facts.md §5.3).

The rows behind a sum add up to it; the rows behind a count are as many. Outward they are shown by
branch: who is behind is the secretary's to know, and a flag changes nobody's membership.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet, Sum
from django.db.models.expressions import Combinable

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.words import N_
from jiceng.party.figures.life import Window
from jiceng.party.models import DuesMonth, Member, Remittance
from jiceng.party.queries.dues import PRESENT
from jiceng.party.rules.dues import Owed, last_day, late_months, month_of, months, plus
from jiceng.party.rules.organisations import BRANCHES

MARKS = (1, 3, 5, 6)
"""Months in a row after which arrears are flagged; they decide nothing (facts.md §5.3)."""
LOOKED_BACK = 24
"""Months: as far as the page of a branch looks."""
OPEN = F("due_fen") - F("paid_fen")
Reach = Callable[[str], Q]
"""Column of a path -> the rows within reach."""


class Late:
    """Who is behind within reach, and by how many months in a row; read once when asked."""

    def __init__(self, window: Window, reach: Reach) -> None:
        here = month_of(window.as_of)
        self.months = Q(month__gte=plus(here, -LOOKED_BACK), month__lt=here)
        self._window, self._reach = window, reach
        self._runs: dict[int, int] | None = None

    def members(self, mark: int) -> list[int]:
        """Keys of members whose longest run of unpaid months reaches a mark."""
        if self._runs is None:
            self._runs = self._read()
        return [key for key, run in self._runs.items() if run >= mark]

    def _read(self) -> dict[int, int]:
        behind = DuesMonth.objects.filter(
            self.months, member=OuterRef("pk"), due_fen__gt=F("paid_fen")
        )
        members = Member.objects.filter(Exists(behind), self._reach("path"), standing__in=PRESENT)
        owed: dict[int, list[Owed]] = {}
        rows = DuesMonth.objects.filter(self.months, member__in=members.values("pk"))
        for key, *month in rows.values_list("member", "month", "due_fen", "paid_fen"):
            owed.setdefault(key, []).append(Owed(*month))
        return {key: late_months(found, self._window.as_of) for key, found in owed.items()}


Condition = Callable[[Window, Late], Q]


def _months(window: Window, late: Late) -> Q:
    """The months of the period that have begun."""
    last = min(window.end, window.as_of)
    return Q(month__range=(month_of(window.start), month_of(last)))


def _owed(window: Window, late: Late) -> Q:
    return _months(window, late) & Q(due_fen__gt=0)


def _settled(window: Window, late: Late) -> Q:
    return _owed(window, late) & Q(paid_fen=F("due_fen"))


def _over(window: Window, late: Late) -> Q:
    """Months whose quarter is over: until then they may still be paid in time (art. 12)."""
    return _owed(window, late) & Q(month__lt=_quarter(window.as_of))


def _on_time(window: Window, late: Late) -> Q:
    """Paid in full before the quarter of the month was over."""
    found = Q(pk__in=[])
    for first in months(_quarter(window.start), _quarter(window.as_of)):
        if first == _quarter(first):
            ends = plus(first, 2)
            found |= Q(month__range=(first, ends), paid_on__lte=last_day(ends))
    return _over(window, late) & found


def _quarter(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _behind(mark: int) -> Condition:
    return lambda window, late: Q(pk__in=late.members(mark))


def _behind_by(mark: int) -> Condition:
    return lambda window, late: (
        late.months & Q(member__in=late.members(mark), due_fen__gt=F("paid_fen"))
    )


def _remitted(window: Window, late: Late) -> Q:
    sent = Q(sent_on__range=(window.start, min(window.end, window.as_of)))
    return sent & Q(state="confirmed", purpose="dues", from_organisation__kind__in=BRANCHES)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A set of rows, the organisation each belongs to, and what of it is added up."""

    model: type[Model]
    place: str
    condition: Condition
    amount: Combinable | None = None
    """Fen; None where rows are counted."""
    each: str = "pk"
    """What is counted of a branch."""


_OF_MONTH = (DuesMonth, "organisation")
PREDICATES: Mapping[str, Predicate] = {
    "due": Predicate(*_OF_MONTH, _months, F("due_fen")),
    "paid": Predicate(*_OF_MONTH, _months, F("paid_fen")),
    "months_owed": Predicate(*_OF_MONTH, _owed),
    "months_settled": Predicate(*_OF_MONTH, _settled),
    "months_over": Predicate(*_OF_MONTH, _over),
    "months_on_time": Predicate(*_OF_MONTH, _on_time),
    **{f"behind_{n}": Predicate(Member, "organisation", _behind(n)) for n in MARKS},
    **{f"behind_{n}_fen": Predicate(DuesMonth, "member__organisation", _behind_by(n), OPEN,
                                  "member")
       for n in MARKS},
    "remitted": Predicate(Remittance, "from_organisation", _remitted, F("fen")),
}  # fmt: skip
WIDEST = ("due", "behind_1", "behind_1_fen", "remitted")
"""Of each table and place the predicate that holds the rows of all others."""
ARREARS: Mapping[int, tuple[str, str]] = {
    1: (N_("欠交 1 个月以上"), N_("欠交 1 个月以上的金额")),
    3: (N_("欠交 3 个月以上"), N_("欠交 3 个月以上的金额")),
    5: (N_("欠交 5 个月以上"), N_("欠交 5 个月以上的金额")),
    6: (N_("欠交 6 个月以上"), N_("欠交 6 个月以上的金额")),
}
RUN = N_("截至统计时间，本月以前连续未交清党费达到所示月数的党员。只作提示，不改变党籍。")
RUN_FEN = N_("上述党员本月以前未交清的党费合计。")


def _arrears(mark: int) -> tuple[FigureKind, FigureKind]:
    people, money, name = *ARREARS[mark], f"behind_{mark}"
    return (
        FigureKind(f"dues_arrears_{mark}", people, RUN, N_("人"), "count", name, name,
                   is_stock=True),
        FigureKind(f"dues_arrears_{mark}_sum", money, RUN_FEN, N_("元"), "sum", f"{name}_fen",
                   f"{name}_fen", is_stock=True),
    )  # fmt: skip


DECLARED = (
    FigureKind("dues_due", N_("应收党费"), N_("期内已到月份的应收党费合计。"), N_("元"), "sum",
               "due", "due"),
    FigureKind("dues_paid", N_("已收党费"), N_("上述月份中已经交来的党费合计，不论何时交来。"),
               N_("元"), "sum", "paid", "paid"),
    FigureKind(
        "dues_paid_rate", N_("党费交清率"),
        N_("期内已到月份中，已经交清的比例。一名党员一个月计一次，不需要交纳的不计。"), "%",
        "share", "months_settled", "months_owed",
    ),
    FigureKind(
        "dues_on_time_rate", N_("党费按时交纳率"),
        N_("期内所在季度已经结束的月份中，在该季度结束前交清的比例。一名党员一个月计一次。"), "%",
        "share", "months_on_time", "months_over",
    ),
    *(kind for mark in MARKS for kind in _arrears(mark)),
    FigureKind("dues_remitted", N_("党支部上缴党费"),
               N_("期内党支部上缴、上级已确认收到的党费。党委再往上缴的不重复计。"), N_("元"),
               "sum", "remitted", "remitted"),
)  # fmt: skip
FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}


def compute(window: Window, reach: Reach) -> list[Figure]:
    """Every figure within reach; predicates of one table and place are counted in one pass."""
    late, numbers = Late(window, reach), dict[str, int]()
    for widest in map(PREDICATES.__getitem__, WIDEST):
        asked = {
            name: _number(predicate, predicate.condition(window, late))
            for name, predicate in PREDICATES.items()
            if (predicate.model, predicate.place) == (widest.model, widest.place)
        }
        condition = reach(f"{widest.place}__path") & widest.condition(window, late)
        counted = widest.model._default_manager.filter(condition).aggregate(**asked)
        numbers |= {name: int(n or 0) for name, n in counted.items()}
    return [Figure(kind, numbers[kind.numerator], numbers[kind.denominator]) for kind in DECLARED]


def _number(predicate: Predicate, condition: Q) -> Count | Sum:
    if predicate.amount is None:
        return Count("pk", filter=condition)
    return Sum(predicate.amount, filter=condition)


def _chosen(id: str, part: str) -> Predicate:
    kind = FIGURES.get(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    return PREDICATES[kind.numerator if part == "numerator" else kind.denominator]


def records(id: str, window: Window, reach: Reach, *, part: str = "numerator") -> QuerySet[Any]:
    """The rows behind a figure; `NotFound` for one nobody declared."""
    predicate = _chosen(id, part)
    condition = predicate.condition(window, Late(window, reach)) & reach(f"{predicate.place}__path")
    rows = predicate.model._default_manager.filter(condition)
    return rows if predicate.amount is None else rows.annotate(counted=predicate.amount)


class Part(NamedTuple):
    """What a figure counts of one organisation."""

    code: str
    name: str
    path: str
    count: int
    """Rows, or the people they belong to where arrears are added up."""
    fen: int | None
    """None where rows are counted."""


def by_branch(id: str, window: Window, reach: Reach, *, part: str = "numerator") -> list[Part]:
    """A figure by organisation, in the order of the tree; the parts add up to it."""
    chosen, rows = _chosen(id, part), records(id, window, reach, part=part)
    place, amount = chosen.place, chosen.amount
    named = [f"{place}__unit", f"{place}__unit__name", f"{place}__path"]
    each = Count(chosen.each, distinct=chosen.each != "pk")
    counted = {"count": each, **({"fen": Sum(amount)} if amount is not None else {})}
    found = rows.order_by(named[2]).values_list(*named).annotate(**counted)
    return [Part(*row, *((None,) if amount is None else ())) for row in found]

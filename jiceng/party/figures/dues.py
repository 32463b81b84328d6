"""Figures of dues: what is due, paid, late and handed on, as counts and sums (facts.md §5.3).

The rows behind a sum add up to it; the rows behind a count are as many. Outward they are shown by
branch: who is behind is the secretary's to know, and a flag changes nobody's membership.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Model, Q, QuerySet, Sum
from django.db.models.expressions import Combinable

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.words import N_
from jiceng.party.figures.life import Window
from jiceng.party.models import DuesMonth, Member, Organisation, Remittance
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
    """Who is behind within reach, by how many months in a row and how much; read when asked."""

    def __init__(self, window: Window, reach: Reach) -> None:
        here = month_of(window.as_of)
        self.months = Q(month__gte=plus(here, -LOOKED_BACK), month__lt=here)
        self._window, self._reach = window, reach
        self._found: dict[int, tuple[int, int]] | None = None

    def of(self, mark: int) -> dict[int, int]:
        """Member -> open fen, of those whose longest run of unpaid months reaches a mark."""
        if self._found is None:
            self._found = self._read()
        return {key: fen for key, (run, fen) in self._found.items() if run >= mark}

    def _read(self) -> dict[int, tuple[int, int]]:
        members = Member.objects.filter(self._reach("path"), standing__in=PRESENT)
        unpaid = self._owed(Q(member__in=members.values("pk"), due_fen__gt=F("paid_fen")))
        several = [key for key, found in unpaid.items() if len(found) > 1]
        owed = unpaid | self._owed(Q(member__in=several))  # a paid month between breaks the run
        return {
            key: (late_months(owed[key], self._window.as_of), sum(o.open_fen for o in found))
            for key, found in unpaid.items()
        }

    def _owed(self, condition: Q) -> dict[int, list[Owed]]:
        found: dict[int, list[Owed]] = {}
        rows = DuesMonth.objects.filter(self.months, condition)
        for key, month, due, paid in rows.values_list("member", "month", "due_fen", "paid_fen"):
            found.setdefault(key, []).append(Owed(month, due, paid))
        return found


Condition = Callable[[Window], Q]


def _months(window: Window) -> Q:
    """The months of the period that have begun."""
    last = min(window.end, window.as_of)
    return Q(month__range=(month_of(window.start), month_of(last)))


def _all(window: Window) -> Q:
    return Q()


def _owed(window: Window) -> Q:
    return Q(due_fen__gt=0)


def _settled(window: Window) -> Q:
    return Q(due_fen__gt=0, paid_fen=F("due_fen"))


def _over(window: Window) -> Q:
    """Months whose quarter is over: until then they may still be paid in time (art. 12)."""
    return Q(due_fen__gt=0, month__lt=_quarter(window.as_of))


def _on_time(window: Window) -> Q:
    """Paid in full before the quarter of the month was over."""
    found = Q(pk__in=[])
    for first in months(_quarter(window.start), _quarter(min(window.end, window.as_of))):
        if first == _quarter(first):
            ends = plus(first, 2)
            found |= Q(month__range=(first, ends), paid_on__lte=last_day(ends))
    return _over(window) & found


def _quarter(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _remitted(window: Window) -> Q:
    sent = Q(sent_on__range=(window.start, min(window.end, window.as_of)))
    return sent & Q(state="confirmed", purpose="dues", from_organisation__kind__in=BRANCHES)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A set of rows, the organisation each belongs to, and what of it is added up."""

    model: type[Model]
    place: str
    span: Condition
    """The rows that predicates of this table share."""
    among: Condition = _all
    """Which of these."""
    amount: Combinable | None = None
    """Fen; None where rows are counted."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Members whose run of unpaid months reaches a mark, or the months they have not paid."""

    mark: int
    amount: Combinable | None = None

    @property
    def place(self) -> str:
        return "organisation" if self.amount is None else "member__organisation"

    def rows(self, late: Late) -> QuerySet[Any]:
        keys = late.of(self.mark)
        if self.amount is None:
            return Member.objects.filter(pk__in=keys)
        return DuesMonth.objects.filter(late.months, member__in=keys, due_fen__gt=F("paid_fen"))


_OF_MONTH = (DuesMonth, "organisation", _months)
PREDICATES: Mapping[str, Predicate] = {
    "due": Predicate(*_OF_MONTH, amount=F("due_fen")),
    "paid": Predicate(*_OF_MONTH, amount=F("paid_fen")),
    "months_owed": Predicate(*_OF_MONTH, _owed),
    "months_settled": Predicate(*_OF_MONTH, _settled),
    "months_over": Predicate(*_OF_MONTH, _over),
    "months_on_time": Predicate(*_OF_MONTH, _on_time),
    "remitted": Predicate(Remittance, "from_organisation", _remitted, amount=F("fen")),
}
BEHIND: Mapping[str, Behind] = {
    **{f"behind_{n}": Behind(n) for n in MARKS},
    **{f"behind_{n}_fen": Behind(n, OPEN) for n in MARKS},
}
ARREARS: Mapping[int, tuple[str, str]] = {
    1: (N_("欠交 1 个月以上"), N_("欠交 1 个月以上的金额")),
    3: (N_("欠交 3 个月以上"), N_("欠交 3 个月以上的金额")),
    5: (N_("欠交 5 个月以上"), N_("欠交 5 个月以上的金额")),
    6: (N_("欠交 6 个月以上"), N_("欠交 6 个月以上的金额")),
}
RUN = N_("截至统计时间，本月以前连续未交清党费达到所示月数的党员。只作提示，不改变党籍。")
RUN_FEN = N_("截至统计时间，本月以前连续未交清达到所示月数的党员尚欠的党费合计。")


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
    """Every figure within reach; predicates of one table are counted in one pass."""
    late = Late(window, reach)
    numbers = {name: _of_late(behind, late) for name, behind in BEHIND.items()}
    for model, place, span in dict.fromkeys(
        (p.model, p.place, p.span) for p in PREDICATES.values()
    ):
        asked = {
            name: _number(predicate, predicate.among(window))
            for name, predicate in PREDICATES.items() if predicate.model is model
        }  # fmt: skip
        rows = model._default_manager.filter(_inside(place, reach), span(window))
        numbers |= {name: int(n or 0) for name, n in rows.aggregate(**asked).items()}
    return [Figure(kind, numbers[kind.numerator], numbers[kind.denominator]) for kind in DECLARED]


def _of_late(behind: Behind, late: Late) -> int:
    found = late.of(behind.mark)
    return len(found) if behind.amount is None else sum(found.values())


def _inside(place: str, reach: Reach) -> Q:
    """Of organisations within reach, found one by one (queries/dues.py below)."""
    return Q(**{f"{place}__in": Organisation.objects.filter(reach("path")).values("pk")})


def _number(predicate: Predicate, condition: Q) -> Count | Sum:
    if predicate.amount is None:
        return Count("pk", filter=condition)
    return Sum(predicate.amount, filter=condition or None)


def _chosen(id: str, part: str) -> Predicate | Behind:
    kind = FIGURES.get(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    name = kind.numerator if part == "numerator" else kind.denominator
    return BEHIND.get(name) or PREDICATES[name]


def records(id: str, window: Window, reach: Reach, *, part: str = "numerator") -> QuerySet[Any]:
    """The rows behind a figure; `NotFound` for one nobody declared."""
    chosen = _chosen(id, part)
    if isinstance(chosen, Behind):
        rows = chosen.rows(Late(window, reach))
    else:
        condition = chosen.span(window) & chosen.among(window) & _inside(chosen.place, reach)
        rows = chosen.model._default_manager.filter(condition)
    return rows if chosen.amount is None else rows.annotate(counted=chosen.amount)


class Part(NamedTuple):
    """What a figure counts of one organisation."""

    code: str
    name: str
    path: str
    many: int
    """Rows, or the people they belong to where arrears are added up."""
    fen: int | None
    """None where rows are counted."""


def by_branch(id: str, window: Window, reach: Reach, *, part: str = "numerator") -> list[Part]:
    """A figure by organisation, in the order of the tree; the parts add up to it."""
    chosen, rows = _chosen(id, part), records(id, window, reach, part=part)
    place, amount = chosen.place, chosen.amount
    named = [f"{place}__unit", f"{place}__unit__name", f"{place}__path"]
    is_of_people = isinstance(chosen, Behind) and amount is not None
    each = Count("member", distinct=True) if is_of_people else Count("pk")
    counted = {"many": each, **({"fen": Sum(amount)} if amount is not None else {})}
    found = rows.order_by(named[2]).values_list(*named).annotate(**counted)
    return [Part(*row, *((None,) if amount is None else ())) for row in found]

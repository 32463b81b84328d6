"""Tables of admissions as clerks keep them: where the header stands, which column is what. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jiceng.casework.rules.problem_table import BRACKETS, letters
from jiceng.kernel.places import HALF_WIDTH
from jiceng.kernel.words import N_

HEADER_WITHIN = 10
LEAST_KNOWN = 3
"""Columns that must be known, the name among them, before a line is taken for a header."""
SHEET, ROW = "@sheet", "@row"
FIELDS: Mapping[str, str] = {
    "number": N_("编号"),
    "name": N_("姓名"),
    "born_on": N_("出生日期"),
    "branch": N_("党支部"),
    "application": N_("递交申请书时间"),
    "first_talk": N_("谈话时间"),
    "recognition": N_("确定积极分子时间"),
    "activist_notice": N_("积极分子公示起止"),
    "activist_filing": N_("积极分子备案时间"),
    "contacts_on": N_("指定培养联系人时间"),
    "contacts": N_("培养联系人"),
    "reviews": N_("考察时间"),
    "nomination": N_("确定发展对象时间"),
    "candidate_notice": N_("发展对象公示起止"),
    "candidate_filing": N_("发展对象备案时间"),
    "introducers_on": N_("确定入党介绍人时间"),
    "introducers": N_("入党介绍人"),
    "political_review": N_("政审时间"),
    "political_conclusion": N_("政审结论"),
    "training": N_("培训起止"),
    "training_days": N_("培训天数"),
    "training_hours": N_("培训学时"),
    "committee_review": N_("支委会审查时间"),
    "pre_review": N_("预审时间"),
    "pre_review_conclusion": N_("预审结论"),
    "admission_form": N_("填写入党志愿书时间"),
    "acceptance_notice": N_("接收公示起止"),
    "admission_meeting": N_("支部大会时间"),
    "should_attend": N_("支部大会应到"),
    "present": N_("支部大会实到"),
    "yes": N_("支部大会赞成"),
    "no": N_("支部大会反对"),
    "abstain": N_("支部大会弃权"),
    "written": N_("支部大会书面意见"),
    "committee_talk": N_("上级党委谈话时间"),
    "approval": N_("党委审批时间"),
    "approval_by": N_("审批党委"),
    "special_reason": N_("超期原因"),
    "higher_filing": N_("组织部备案时间"),
    "assignment": N_("编入支部时间"),
    "oath": N_("宣誓时间"),
    "conversion_request": N_("转正申请时间"),
    "conversion_notice": N_("转正公示起止"),
    "conversion_meeting": N_("转正大会时间"),
    "conversion_should_attend": N_("转正大会应到"),
    "conversion_present": N_("转正大会实到"),
    "conversion_yes": N_("转正大会赞成"),
    "conversion_no": N_("转正大会反对"),
    "conversion_abstain": N_("转正大会弃权"),
    "outcome": N_("转正决议"),
    "extension_months": N_("延长月数"),
    "conversion_approval": N_("转正审批时间"),
    "conversion_by": N_("转正审批党委"),
    "archive": N_("归档时间"),
    "objections": N_("公示意见"),
    "missing_papers": N_("缺少材料"),
}
"""What a column may mean -> how the blank table heads it."""
AGAIN: Mapping[str, str] = {
    name: f"conversion_{name}" for name in ("should_attend", "present", "yes", "no", "abstain")
}
"""Counts that stand twice in a table: first those of acceptance, then those of conversion."""
NUMBERED = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.．、)）]")
Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet: how many lines stand above its first row, and what its columns are headed."""

    first: int
    headings: Mapping[str, str]
    """Letters of a column -> its heading as it stands."""
    columns: Mapping[str, str]
    """Field -> letters of its column."""


def normal(heading: str) -> str:
    """A heading without spaces, brackets and its running number."""
    plain = BRACKETS.sub("", "".join(heading.translate(HALF_WIDTH).split()))
    return NUMBERED.sub("", plain).rstrip(":：*").replace("日期", "时间")


def find_layout(lines: Sequence[Cells], known: Mapping[str, str]) -> Layout | None:
    """The header among the first lines, of one line or of two; None: no table of admissions.

    `known` are headings -> fields.
    """
    best: tuple[int, int, list[str], dict[str, int]] = (0, 0, [], {})
    for at, line in enumerate(lines[:HEADER_WITHIN]):
        below = lines[at + 1] if at + 1 < len(lines) else ()
        for depth, headings in ((1, list(line)), (2, _joined(line, below, known))):
            named = _named(headings, known)
            if "name" in named and len(named) > max(LEAST_KNOWN - 1, len(best[3])):
                best = (at, depth, headings, named)
    at, depth, headings, named = best
    if not named:
        return None
    shown = {letters(n): " ".join(h.split())[:40] for n, h in enumerate(headings) if h.strip()}
    return Layout(at + depth, shown, {field: letters(n) for field, n in named.items()})


def _joined(above: Cells, below: Cells, known: Mapping[str, str]) -> list[str]:
    """Headings of two lines as one: a group and its part, or the one that is known."""
    found = []
    for place in range(max(len(above), len(below))):
        upper = above[place] if place < len(above) else ""
        lower = below[place] if place < len(below) else ""
        choices = [upper] if upper == lower else [upper + lower, lower, upper]
        found.append(next((c for c in choices if normal(c) in known), upper))
    return found


def _named(headings: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    """Field -> place; counts that stand a second time are those of conversion."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = known.get(normal(heading), "")
        if field in found:
            field = AGAIN.get(field, "")
        if field and field not in found:
            found[field] = place
    return found


def rows_of_sheet(name: str, lines: Sequence[Cells], layout: Layout) -> Iterator[dict[str, str]]:
    """Every filled line below the header as cells by letters; titles in between are left out."""
    for row, line in enumerate(lines[layout.first :], layout.first + 1):
        filled = {cell.strip() for cell in line if cell.strip()}
        if len(filled) > 1:
            cells = {letters(n): cell.strip() for n, cell in enumerate(line) if cell.strip()}
            yield {SHEET: name, ROW: str(row), **cells}


def cells_of(line: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """A line by field, as the columns of its sheet were named."""
    return {field: line.get(column, "").strip() for field, column in columns.items()}

"""Merged cells below the header of a table that carries money: nobody can say which row has it."""

from __future__ import annotations

import io
import zipfile
from typing import Any, cast

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from jiceng.kernel.refusal import Invalid, Reason
from jiceng.web.uploaded import MERGED, WORKBOOK, Sheet


def refuse_merged(content: bytes, table: Sheet) -> None:
    """Raises `Invalid` naming the first merged cells among the rows of a workbook's table."""
    if not content.startswith(WORKBOOK) or not table.rows:
        return
    book = load_workbook(io.BytesIO(content), read_only=True)
    try:
        where = cast(Any, book[table.name])._worksheet_path
    finally:
        book.close()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        places = [p.decode() for p in MERGED.findall(packed.read(where))]
    first, last = table.rows[0][0], table.rows[-1][0]
    for place in places:
        _left, top, _right, bottom = cast(tuple[int, ...], range_boundaries(place))
        if bottom >= first and top <= last:
            raise Invalid(Reason("merged_cells", {"place": place}, "file"))

"""A bulletin as a Word file, for offices that pass papers on."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from jiceng.casework.desk.bulletin_shown import Sheet

FONT = "FangSong"
BODY = Pt(14)
"""Fourth size (四号), as such papers are set."""


def docx_of(sheet: Sheet) -> bytes:
    """The sheet with title, figures, lists and signature."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    title = paper.add_heading(sheet.title, level=0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if not sheet.is_issued:
        paper.add_paragraph(_("（草稿，未经批准印发）")).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in sheet.paragraphs:
        paper.add_paragraph(text)
    for table in sheet.tables:
        paper.add_heading(table.title, level=1)
        if table.rows:
            _table(paper, table.header, table.rows)
        else:
            paper.add_paragraph(_("无"))
    for text in sheet.signature:
        paper.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def _table(paper: Paper, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    drawn = paper.add_table(rows=1, cols=len(header), style="Table Grid")
    for cell, text in zip(drawn.rows[0].cells, header, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(drawn.add_row().cells, row, strict=True):
            cell.text = text

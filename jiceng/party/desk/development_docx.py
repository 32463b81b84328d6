"""A paper as a Word file: A4, FangSong of the fourth size, blanks underlined."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from jiceng.party.desk.development_papers import Sheet, Text

BODY_FONT, TITLE_FONT = "FangSong", "SimSun"
BODY, TITLE, CELL = Pt(14), Pt(20), Pt(12)
INDENT = Pt(28)
"""Two characters of the body."""
SAMPLE = "示例　内容均为虚构"
LEFT, WIDE, NARROW = Cm(4.2), Cm(11.6), Cm(2.6)


def docx_of(sheet: Sheet) -> bytes:
    """The paper as the bytes of a DOCX."""
    paper = Document()
    _page(paper)
    if sheet.is_sample:
        mark = paper.add_paragraph(SAMPLE)
        mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(sheet.title)
    run.bold, run.font.size, run.font.name = True, TITLE, TITLE_FONT
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TITLE_FONT)
    if sheet.to:
        _put(paper.add_paragraph(), sheet.to)
    if sheet.rows:
        _labels(paper, sheet)
    if sheet.head:
        _table(paper, sheet)
    for text in sheet.body:
        paragraph = paper.add_paragraph()
        paragraph.paragraph_format.first_line_indent = INDENT
        _put(paragraph, text)
    for text in sheet.sign:
        paragraph = paper.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _put(paragraph, text)
    if sheet.reply:
        _put(paper.add_paragraph(), sheet.reply)
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def _page(paper: Paper) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.6), Cm(2.6)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = BODY_FONT, BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FONT)


def _put(paragraph: Paragraph, text: Text) -> None:
    """Words as they are, blanks as underlined space that keeps its width."""
    for part in text:
        if isinstance(part, int):
            paragraph.add_run("\u00a0" * part).underline = True
        else:
            paragraph.add_run(part)


def _labels(paper: Paper, sheet: Sheet) -> None:
    """What the paper is about, as label and value beside each other."""
    drawn = paper.add_table(rows=0, cols=2, style="Table Grid")
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    for label, text in sheet.rows:
        cells = drawn.add_row().cells
        cells[0].width, cells[1].width = LEFT, WIDE
        cells[0].text = label
        _put(cells[1].paragraphs[0], text)
    paper.add_paragraph()


def _table(paper: Paper, sheet: Sheet) -> None:
    drawn = paper.add_table(rows=1, cols=len(sheet.head), style="Table Grid")
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, text in zip(drawn.rows[0].cells, sheet.head, strict=True):
        cell.text = text
    for line in sheet.lines:
        for cell, words in zip(drawn.add_row().cells, line, strict=True):
            _put(cell.paragraphs[0], words)
    for row in drawn.rows:
        for cell in row.cells:
            for run in cell.paragraphs[0].runs:
                run.font.size = CELL
    paper.add_paragraph()

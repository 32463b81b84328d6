"""Sentences about files that cannot be taken in; `words` tells them all."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

FILES: dict[str, str] = {
    "file_unreadable": N_("文件“%(file)s”打不开或不是表格，请另存为 CSV 或 XLSX 后再试。"),
    "file_empty": N_("文件“%(file)s”是空的。"),
    "old_workbook": N_("这是旧格式（.xls）的工作簿，请另存为 .xlsx 后再上传。"),
    "file_encoding": N_("文件“%(file)s”的编码认不出来，请另存为 UTF-8 编码的 CSV 或 XLSX 后再试。"),
    "unpacks_too_large": N_("文件展开后超过 %(most)s MB，请删去图片或拆成几个文件再上传。"),
    "too_many_columns": N_("最多 %(most)s 列，请删去不需要的列再上传。"),
    "no_rows": N_("表里没有可以导入的行。"),
    "too_many_rows": N_("最多 %(most)s 行，请拆成几个文件分次上传。"),
}

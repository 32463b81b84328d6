"""`jiceng analytics`: write the history as Parquet, and count figures over it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from jiceng.analytics.counting import count
from jiceng.analytics.engines import NoEngine, opened
from jiceng.analytics.layout import history_of
from jiceng.analytics.partitions import write
from jiceng.casework.figures import GROUPINGS, Window, group_name, refresh
from jiceng.project.cli.asking import day_of
from jiceng.project.cli.tongue import Failed, bar, either, say
from jiceng.project.settings import setting
from jiceng.web.clock import county_zone, read_now
from jiceng.web.tables import write_rows

WHY = {
    "no_history": (
        "还没有历史文件：{detail}。请先运行 jiceng analytics write。",
        "There is no history yet in {detail}: run jiceng analytics write first.",
    ),
    "not_postgresql": (
        "JICENG_ANALYTICS 是 postgres，但数据库不是 PostgreSQL（JICENG_DATABASE_URL）。",
        "JICENG_ANALYTICS is postgres, but the database is not (JICENG_DATABASE_URL).",
    ),
    "unknown_engine": (
        "JICENG_ANALYTICS 只能是 duckdb、postgres 或 spark://主机:端口，不是 {detail}。",
        "JICENG_ANALYTICS is duckdb, postgres or spark://host:port, not {detail}.",
    ),
    "no_spark": (
        "缺少 {detail}：请安装 pip install 'jiceng[spark]'。",
        "{detail} is missing: pip install 'jiceng[spark]'.",
    ),
    "no_java": (
        "Spark 需要 Java：sudo apt-get install -y openjdk-17-jre-headless。",
        "Spark needs Java: sudo apt-get install -y openjdk-17-jre-headless.",
    ),
}


def run(given: Namespace) -> int:
    """`write` or `figures`."""
    return _write(given) if given.act == "write" else _figures(given)


def _write(given: Namespace) -> int:
    """Bring outcome rows up to the journal, then the partitions up to them."""
    refresh(read_now())
    done = write(
        history_of(settings.DATA_DIR),
        zone=county_zone(),
        afresh=given.rebuild,
        progress=bar(either("写入历史", "writing the history")),
    )
    if done is None:
        raise Failed(
            either("另一个进程正在写入历史，请稍后再试。", "Another process is writing; try later.")
        )
    say("写入了 {count} 个月份文件。", "{count} monthly files written.", count=done.months)
    return 0


def _figures(given: Namespace) -> int:
    by = _groupings(given.by)
    days = {name: day_of(getattr(given, name)) for name in ("as_of", "start", "end")}
    now = read_now()
    window = Window.at(now, county_zone(), **days)
    engine, folder = setting("JICENG_ANALYTICS"), history_of(settings.DATA_DIR)
    try:
        with opened(engine, Path(folder), setting("JICENG_DATABASE_URL")) as history:
            groups = count(history, window, by)
    except NoEngine as error:
        raise Failed(either(*WHY[error.code]).format(detail=error.detail)) from error

    def rows() -> Iterator[dict[str, Any]]:
        for group in groups:
            codes = dict(zip([name for name in by if name != "county"], group.codes, strict=True))
            names = {f"{k}_name": _(group_name(k, code, now)) for k, code in codes.items()}
            for figure in group.figures():
                yield {
                    "id": figure.kind.id,
                    "name": _(figure.kind.name),
                    **codes,
                    **names,
                    "value": figure.value,
                    "numerator": figure.numerator,
                    "denominator": figure.denominator,
                }

    write_rows(list(rows()), given.format, sys.stdout)
    return 0


def _groupings(text: str) -> list[str]:
    """ "month,grid" as a list; refuses a name that is none or stands twice."""
    names = text.split(",")
    if len(set(names)) != len(names) or not set(names) <= set(GROUPINGS):
        listed = ", ".join(GROUPINGS)
        raise Failed(
            either(
                f"--by 用逗号分开、不重复，可选：{listed}。",
                f"--by takes, with commas and none twice: {listed}.",
            )
        )
    return names

"""The history on Spark, for provinces and beyond: each of its workers must reach the partitions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from os import environ
from pathlib import Path

import ibis
from pyspark.sql import SparkSession

from jiceng.analytics.counting import History
from jiceng.analytics.engines import NoEngine
from jiceng.analytics.layout import KINDS

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "8",
}


def on_spark(master: str, folder: Path) -> Iterator[History]:
    """A session on `master`, ended with the block. Raises `NoEngine` without Java."""
    if not (environ.get("JAVA_HOME") or shutil.which("java")):
        raise NoEngine("no_java")
    builder = SparkSession.builder.master(master).appName("jiceng")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        connection = ibis.pyspark.connect(session)
        yield History(*(connection.read_parquet(str(folder / kind)) for kind in KINDS))
    finally:
        session.stop()

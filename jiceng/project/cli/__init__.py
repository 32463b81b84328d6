"""The `jiceng` command. Exit 0 done, 1 refused or failed with a sentence on stderr, 2 wrong usage.

Commands live in modules that are loaded only after the data directory is known, because Django
reads its settings from there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils import translation

from jiceng.kernel.refusal import Refusal
from jiceng.project.cli.parser import build_parser
from jiceng.project.cli.tongue import Failed, complain, either, in_chinese
from jiceng.project.keyring import first_settings, make_keys

ENGINES = frozenset({"duckdb", "ibis", "pyarrow"})
"""Brought by the extra `analytics`, and needed by the commands over the history alone."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = build_parser().parse_args(arguments)
    folder = Path(given.data_dir or os.environ.get("JICENG_DATA_DIR") or "var").resolve()
    os.environ["JICENG_DATA_DIR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiceng.project.settings")
    try:
        if given.makes and make_keys(folder):
            first_settings(folder, is_demo=given.command == "demo")
        django.setup()
        translation.activate("zh-hans" if in_chinese() else "en")
        module, name = given.run.split(":")
        code: int = getattr(import_module(f"jiceng.project.cli.{module}"), name)(given)
    except (Failed, Refusal, ImproperlyConfigured, DatabaseError, OSError) as error:
        complain(sentence_of(error))
        return 1
    except ModuleNotFoundError as error:
        if error.name not in ENGINES:
            raise
        complain(_without(error.name))
        return 1
    except KeyboardInterrupt:
        return 130
    sys.stdout.flush()
    return code


def _without(name: str) -> str:
    return either(
        f"缺少 {name}：请安装 pip install 'jiceng[analytics]'。",
        f"{name} is missing: pip install 'jiceng[analytics]'.",
    )


def sentence_of(error: Exception) -> str:
    """What went wrong, for a person."""
    if isinstance(error, Refusal):
        word = import_module("jiceng.web.words").word
        return "；".join(str(word(reason)) for reason in error.reasons)
    if isinstance(error, DatabaseError):
        hint = either(
            "数据库没有准备好，请先运行 jiceng init 或 jiceng demo。",
            "The database is not ready: run jiceng init or jiceng demo first.",
        )
        return f"{hint} ({str(error).strip().splitlines()[0] if str(error) else error!r})"
    return str(error)

"""The same figures on Spark: a standalone cluster, a master and two workers on loopback.

What is counted there is what is counted by hand, to the second; and a changed event is noticed.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from jiceng.analytics.engines import opened
from jiceng.analytics.tests.agreeing import ASKED, agree, answered
from jiceng.analytics.tests.by_hand import computed
from jiceng.analytics.tests.lives import NOW, laid_out, lives

pytestmark = [
    pytest.mark.slow,
    pytest.mark.spark,
    pytest.mark.filterwarnings("default"),  # PySpark 4.0 warns of what pandas 3 left behind
]
CLASSES = "org.apache.spark.deploy."
PATIENCE = 120.0


@contextmanager
def standalone(folder: Path) -> Iterator[str]:
    """Address of a master with two workers of one core each; all gone afterwards."""
    port = free_port()
    address = f"spark://127.0.0.1:{port}"
    master = ["master.Master", "--host", "127.0.0.1", "--port", str(port)]
    worker = ["worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", address]
    running: list[subprocess.Popen[bytes]] = []
    try:
        running.append(start(folder, "master", master))
        await_line(folder / "master.log", "I have been elected leader")
        for name in ("one", "two"):
            running.append(start(folder, name, [*worker, "--work-dir", str(folder / name)]))
        for name in ("one", "two"):
            await_line(folder / f"{name}.log", "Successfully registered with master")
        yield address
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def start(folder: Path, name: str, arguments: list[str]) -> subprocess.Popen[bytes]:
    spec = find_spec("pyspark")
    assert spec
    assert spec.submodule_search_locations
    home = spec.submodule_search_locations[0]
    class_ = CLASSES + arguments[0]
    surroundings = os.environ | {
        "SPARK_HOME": home,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
    }
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [f"{home}/bin/spark-class", class_, "--webui-port", "0", *arguments[1:]],
            env=surroundings, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip


def await_line(log: Path, words: str) -> None:
    until = time.monotonic() + PATIENCE
    while words not in log.read_text(errors="replace"):
        assert time.monotonic() < until, log.read_text(errors="replace")[-2000:]
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_two_workers_count_what_is_counted_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    cases, events = lives()
    one = next(n for n, e in enumerate(events) if e["kind"] == "dispatch" and e["at"] <= NOW)
    others = [*events[:one], events[one] | {"kind": "accept"}, *events[one + 1 :]]
    with standalone(tmp_path) as address:
        with opened(address, laid_out(tmp_path / "history", cases, events)) as history:
            assert history.outcomes.count().to_pyarrow().as_py() == len(cases)
            agree(history, cases, events)
        with opened(address, laid_out(tmp_path / "changed", cases, others)) as history:
            assert answered(history, *ASKED[0]) != computed(cases, events, *ASKED[0])
            assert answered(history, *ASKED[0]) == computed(cases, others, *ASKED[0])

"""A web server of our own with one worker, and a client that keeps its connection."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bench.cpu import children, exact, resident, seconds
from jiceng.project.cli.server import collect

PATIENCE = 60.0
"""Seconds the server may take to answer for the first time, on a busy machine."""


@dataclass
class Server:
    """The running server: its port, and the process that answers."""

    port: int
    worker: int
    line: http.client.HTTPConnection

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> bytes:
        """One request; raises `RuntimeError` for an answer that is no success."""
        self.line.request(method, path, body=body, headers=dict(headers))
        answer = self.line.getresponse()
        content = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:500]!r}")
        return content

    def spent(self) -> float:
        return exact(self.worker)

    def memory(self) -> float:
        return resident(self.worker)


@contextmanager
def running() -> Iterator[Server]:
    """Granian with one worker and one thread for Python, and its static files, as in service."""
    collect()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--blocking-threads", "1", "--no-ws",
        "--log-level", "warning", "jiceng.project.wsgi:application",
    ]  # fmt: skip
    started = subprocess.Popen(command, env=os.environ, start_new_session=True)
    try:
        yield _first_answer(port, started)
    finally:
        os.killpg(started.pid, signal.SIGTERM)
        started.wait(PATIENCE)


def _first_answer(port: int, started: subprocess.Popen[bytes]) -> Server:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            line.request("GET", "/healthz")
            line.getresponse().read()
        except ConnectionError:
            line.close()
            time.sleep(0.1)
            continue
        workers = [p for p in children(started.pid) if seconds(p) > 0.05]
        return Server(port, max(workers or [started.pid], key=seconds), line)
    raise RuntimeError("the server did not answer")

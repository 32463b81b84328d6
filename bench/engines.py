"""The two engines, each with a data directory of its own."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests import migrated
from tests.cluster import Cluster, is_there

KEEP = Path("build/bench")
KEY = "6a6963656e67" + "0" * 52
"""Keys of measured data alone, the same in every run so that kept data stays readable."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Where the data of one engine at one size lies, as the product is told."""

    name: str
    folder: Path
    url: str = ""
    postmaster: int = 0

    def environment(self) -> dict[str, str]:
        secrets = {f"JICENG_{n}_KEY": KEY for n in ("SECRET", "MASTER", "JOURNAL")}
        return {
            "JICENG_DATA_DIR": str(self.folder.resolve()),
            "JICENG_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "jiceng.project.settings",
            **secrets,
        }


class KeptCluster(Cluster):
    """A server whose store stays for the next run."""

    def url(self) -> str:
        note = self.folder / "address"
        if not note.exists():
            self.folder.chmod(0o755)
            note.write_text(self._start())
            return note.read_text()
        self._run("pg_ctl", "-D", str(self._store), "-l", str(self.folder / "log"), "-w", "start")
        return note.read_text()

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._store), "-m", "fast", "-w", "stop")

    def postmaster(self) -> int:
        """The process from which all others of the server come."""
        return int((self._store / "postmaster.pid").read_text().splitlines()[0])


class PassingCluster(KeptCluster):
    """A server that is gone afterwards."""

    def stop(self) -> None:
        Cluster.stop(self)


def names() -> list[str]:
    """The engines on this machine."""
    return ["sqlite", *(["postgresql"] if is_there() else [])]


@contextmanager
def opened(name: str, sizes: tuple[int, ...], *, is_kept: bool) -> Iterator[dict[int, Engine]]:
    """One data directory a size; a kept one lies under build/bench."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped too
    with ExitStack() as stack:
        root = KEEP if is_kept else Path(tempfile.mkdtemp(prefix="jc-bench-", dir="/tmp"))
        if not is_kept:
            stack.callback(shutil.rmtree, root, ignore_errors=True)
        folders = {size: root / f"{name}-{size}" for size in sizes}
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True)
        if name == "sqlite":
            for folder in folders.values():
                if not (folder / migrated.DATABASE).exists():
                    migrated.placed(folder)
            yield {size: Engine(name, folder) for size, folder in folders.items()}
            return
        server = _cluster(root, is_kept=is_kept)
        address = server.url()
        stack.callback(server.stop)
        yield {
            size: Engine(name, folder, _database(address, f"bench_{size}"), server.postmaster())
            for size, folder in folders.items()
        }


def _cluster(root: Path, *, is_kept: bool) -> KeptCluster:
    if not is_kept:
        return PassingCluster(Path(tempfile.mkdtemp(prefix="jc-pg-", dir="/tmp")))
    folder = (root / "server").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return KeptCluster(folder)


def _database(address: str, name: str) -> str:
    with psycopg.connect(address, autocommit=True) as admin:
        there = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if there is None:
            admin.execute(f'CREATE DATABASE "{name}"')
    return f"{address.rpartition('/')[0]}/{name}"

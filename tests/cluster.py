"""A PostgreSQL server of our own for the length of a test run.

Found by JICENG_PG_BINDIR, on PATH or by `pg_config`; never by a fixed path (decisions.md 17). As a
command it runs another command with the Django database on that server::

    python -m tests.cluster --if-there -- pytest
"""

from __future__ import annotations

import fcntl
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REMEDY = "sudo apt-get install -y postgresql   (or set JICENG_TEST_POSTGRES=postgresql://…)"
SETTINGS = (
    "fsync = off",  # a power cut may lose this cluster: it lives for one run
    "synchronous_commit = off",
    "full_page_writes = off",
    "max_connections = 200",
    "listen_addresses = '127.0.0.1'",
    "timezone = 'UTC'",
)


def find_bindir() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, or None."""
    candidates = [os.environ.get("JICENG_PG_BINDIR", "")]
    if on_path := shutil.which("initdb"):
        candidates.append(str(Path(on_path).resolve().parent))
    if pg_config := shutil.which("pg_config"):
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(asked.stdout.strip())
    for folder in filter(None, candidates):
        if (Path(folder) / "initdb").exists() and (Path(folder) / "pg_ctl").exists():
            return Path(folder)
    return None


def is_there() -> bool:
    """Whether PostgreSQL can be used at all: a server by address, or the programs to start one."""
    return bool(os.environ.get("JICENG_TEST_POSTGRES")) or find_bindir() is not None


@dataclass(frozen=True, slots=True)
class Cluster:
    """One private server below `folder`; several processes of one run may share it."""

    folder: Path

    @property
    def _store(self) -> Path:
        return self.folder / "store"

    def url(self) -> str:
        """Start the server unless another process of this run has; answer its address."""
        note = self.folder / "url"
        with (self.folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not note.exists():
                note.write_text(self._start())
        return note.read_text()

    def stop(self) -> None:
        """Stop the server, if one was started, and remove the folder."""
        if (self._store / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self._store), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> str:
        password, port = secrets.token_hex(16), _free_port()
        pwfile = self.folder / "pw"
        pwfile.write_text(password)
        if account := _account():
            for path in (self.folder, pwfile):
                os.chown(path, account.pw_uid, account.pw_gid)
        self._run(
            "initdb", "-D", str(self._store), "-U", "jiceng", "--pwfile", str(pwfile),
            "--auth", "scram-sha-256", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        own = (f"port = {port}", f"unix_socket_directories = '{self.folder}'")
        with (self._store / "postgresql.conf").open("a") as conf:
            conf.write("\n".join(SETTINGS + own) + "\n")
        self._run("pg_ctl", "-D", str(self._store), "-l", str(self.folder / "log"), "-w", "start")
        return f"postgresql://jiceng:{password}@127.0.0.1:{port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        bindir = find_bindir()
        if bindir is None:
            raise FileNotFoundError(f"PostgreSQL is not on this machine: {REMEDY}")
        account = _account()
        output = self.folder / "output"
        with output.open("a") as sink:  # not a pipe: the server would hold it open
            done = subprocess.run(
                [str(bindir / program), *arguments],
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{output.read_text()[-2000:]}")


def _account() -> pwd.struct_passwd | None:
    """Whom to become: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("root may not run PostgreSQL and there is no account postgres or nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A cluster folder that is gone afterwards; the server starts when its url is first asked."""
    # Not TMPDIR: it may be long, and the path of a socket ends at 107 bytes.
    ours = Cluster(Path(tempfile.mkdtemp(prefix="jc-pg-", dir="/tmp")))
    try:
        yield ours
    finally:
        ours.stop()


def main(arguments: list[str]) -> int:
    """Run the command after `--` with JICENG_DATABASE_URL set to a PostgreSQL server."""
    options, command = arguments[: arguments.index("--")], arguments[arguments.index("--") + 1 :]
    if not is_there():
        if "--if-there" in options and "postgres" not in os.environ.get("JICENG_REQUIRE", ""):
            return 0  # the pass on SQLite reports what was left out
        sys.stderr.write(f"PostgreSQL is missing: {REMEDY}\n")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped too
    with cluster() as ours:
        url = os.environ.get("JICENG_TEST_POSTGRES") or ours.url()
        env = os.environ | {"JICENG_DATABASE_URL": url, "JICENG_TEST_POSTGRES": url}
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

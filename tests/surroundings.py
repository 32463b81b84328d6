"""Loaded before Django's settings are read: a run of the suite knows nothing of this machine.

It gets an empty data directory and keys of its own, and no JICENG_* setting of the developer
reaches it, except those that choose engines and programs for the tests.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import sys
import tempfile

KEPT = {
    "JICENG_DATABASE_URL",
    "JICENG_REQUIRE",
    "JICENG_TRIALS",
    "JICENG_TEST_POSTGRES",
    "JICENG_TEST_CLUSTER",
    "JICENG_TEST_HOME",
    "JICENG_PG_BINDIR",
    "JICENG_CHROMIUM",
    "JICENG_SAMPLES",
}
KEYS = {f"JICENG_{name}" for name in ("SECRET_KEY", "MASTER_KEY", "JOURNAL_KEY")}


def settle() -> None:
    home = os.environ.get("JICENG_TEST_HOME")
    ours = KEPT if home is None else KEPT | KEYS  # workers share counties, and so their keys
    for name in [n for n in os.environ if n.startswith("JICENG_") and n not in ours]:
        del os.environ[name]
    if home is None:  # the process people started; workers of xdist stay below it
        home = os.environ["JICENG_TEST_HOME"] = tempfile.mkdtemp(prefix="jc-test-")
        atexit.register(shutil.rmtree, home, ignore_errors=True)
    data = os.environ["JICENG_DATA_DIR"] = tempfile.mkdtemp(dir=home)
    os.mkdir(os.path.join(data, "static"))  # what the server collects at its start
    for name in KEYS - os.environ.keys():
        os.environ[name] = secrets.token_hex(32)
    os.environ["JICENG_SECOND_FACTOR"] = "off"  # a thousand sign-ins; its own tests switch it on
    # A hundred servers and commands start in a run: what one has compiled the next one reads.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


settle()

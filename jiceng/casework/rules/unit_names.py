"""Units as people write them: with or without the county's name, short, or by a nickname. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from jiceng.kernel.places import normalise_place
from jiceng.kernel.refusal import Reason

LONG_FORMS = (("人民政府", "政府"), ("居民委员会", "居委会"), ("村民委员会", "村委会"))
RANKS = ("县", "市", "区")
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Written:
    """A unit with everything it may be called by."""

    code: str
    names: tuple[str, ...]


class UnitNames:
    """Finds the unit meant. Names that would mean two units mean none."""

    def __init__(
        self, units: Iterable[Written], county: str, aliases: Mapping[str, str] | None = None
    ) -> None:
        self.county = _plain(county)
        self.exact: dict[str, set[str]] = {}
        self.loose: dict[str, set[str]] = {}
        self.names: dict[str, str] = {}
        for unit in units:
            for name in unit.names:
                plain = _plain(name)
                self.exact.setdefault(plain, set()).add(unit.code)
                self.loose.setdefault(self._bare(plain), set()).add(unit.code)
                self.names.setdefault(plain, name)
            self.exact.setdefault(_plain(unit.code), set()).add(unit.code)
        for alias, code in (aliases or {}).items():
            self.exact[_plain(alias)] = {code}

    def find(self, text: str) -> str | Reason:
        """The code, or a reason with what to do: `unit_unclear`, `unit_unknown`, `unit_perhaps`."""
        plain = _plain(text)
        for known, key in ((self.exact, plain), (self.loose, self._bare(plain))):
            codes = known.get(key, set())
            if len(codes) == 1:
                return next(iter(codes))
            if codes:
                return Reason("unit_unclear", {"value": text[:40]})
        near = get_close_matches(plain, self.names, 1, ALIKE)
        if near:
            return Reason("unit_perhaps", {"value": text[:40], "name": self.names[near[0]]})
        return Reason("unit_unknown", {"value": text[:40]})

    def _bare(self, plain: str) -> str:
        """Without the county's name and the rank that go before it."""
        bare = plain.removeprefix(self.county) if self.county else plain
        for rank in RANKS:
            bare = bare.removeprefix(rank)
        return bare or plain


def _plain(text: str) -> str:
    plain = normalise_place(text).replace(" ", "")
    for long, short in LONG_FORMS:
        plain = plain.replace(long, short)
    return plain

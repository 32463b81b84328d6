"""Members and organisations by the names that tables of admissions write."""

from __future__ import annotations

from collections.abc import Iterable

from jiceng.party.models import Member, Organisation
from jiceng.party.rules.facts_of_file import Authority, Backer

STRANGER = Backer(is_known=False)
BRANCH_ENDS = ("党支部", "支部委员会", "支部")


class NamesInRegister:
    """What is known of people and organisations by name; read once for a part of a file.

    A name that several members bear is nobody's, unless one of them belongs to the branch.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._members: dict[str, list[tuple[str, Backer]]] = {}
        rows = Member.objects.filter(name__in=set(names))
        for name, path, full_on, left_on in rows.values_list("name", "path", "full_on", "left_on"):
            self._members.setdefault(name, []).append((path, Backer(full_on, left_on)))
        self._organisations: dict[str, tuple[str, Authority]] = {}
        for row in Organisation.objects.select_related("unit"):
            known = (row.path, row.authority)
            self._organisations[row.name] = self._organisations[row.unit.short_name] = known

    def backer(self, name: str, branch: str) -> Backer:
        """A contact or introducer of a branch."""
        found = self._members.get(name, [])
        if len(found) > 1:
            path = self.path_of(branch)
            found = [one for one in found if path and one[0] == path]
        return found[0][1] if len(found) == 1 else STRANGER

    def path_of(self, name: str) -> str:
        """The path of an organisation; empty for one that is not in the register."""
        return self._organisations.get(name, ("", False))[0]

    def may_approve(self, name: str) -> Authority | None:
        """Whether and when it may approve admissions; a branch never may, known or not."""
        if name in self._organisations:
            return self._organisations[name][1]
        return False if name.endswith(BRANCH_ENDS) else None

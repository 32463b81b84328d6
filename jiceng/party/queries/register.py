"""Members and organisations by the names that tables of admissions write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jiceng.party.models import Member, Organisation
from jiceng.party.rules.facts_of_file import Authority, Backer

STRANGER = Backer(is_known=False)
BRANCH_ENDS = ("党支部", "支部委员会", "支部")


class NamesInRegister:
    """What is known of people and organisations by name; read once for a part of a file.

    A name proves nobody: only a member of the branch itself is taken for the one who is meant, and
    only if no other there bears the name. An organisation whose name several bear is the one
    within the scope of the screening, or none.
    """

    def __init__(self, names: Iterable[str], within: str) -> None:
        self._within = within
        self._members: dict[tuple[str, str], list[Backer]] = {}
        rows = Member.objects.filter(name__in=set(names))
        for name, path, full_on, left_on in rows.values_list("name", "path", "full_on", "left_on"):
            self._members.setdefault((name, path), []).append(Backer(full_on, left_on))
        self._organisations: dict[str, dict[str, Authority]] = {}
        for row in Organisation.objects.select_related("unit"):
            for called in {row.name, row.unit.short_name}:
                self._organisations.setdefault(called, {})[row.path] = row.authority

    def backer(self, name: str, branch: str) -> Backer:
        """A contact or introducer of a branch; elsewhere nobody can tell who is meant."""
        path = self.path_of(branch)
        found = self._members.get((name, path), []) if path else []
        return found[0] if len(found) == 1 else STRANGER

    def path_of(self, name: str) -> str:
        """The path of an organisation; empty for one the register does not know for sure."""
        found = list(self._called(name))
        return found[0] if len(found) == 1 else ""

    def may_approve(self, name: str) -> Authority | None:
        """Whether and when it may approve admissions; a branch never may, known or not."""
        said = set(self._called(name).values())
        if len(said) == 1:
            return said.pop()
        return False if name.endswith(BRANCH_ENDS) else None

    def _called(self, name: str) -> Mapping[str, Authority]:
        """The organisations of a name by path; of several those within the scope, if any."""
        found = self._organisations.get(name, {})
        inside = {p: may for p, may in found.items() if p.startswith(self._within)}
        return inside if len(found) > 1 and inside else found

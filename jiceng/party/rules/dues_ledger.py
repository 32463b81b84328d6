"""The ledger of dues: every act is a voucher whose entries add up to nothing (double entry).

Entries are signed fen: what somebody owes or holds is positive, where money came from negative.
So the sum over all accounts is 0 after whatever was done, and no fen can appear or vanish.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiceng.kernel.words import N_

ACCOUNTS: Mapping[str, str] = {
    "due_from_member": N_("应收党费"),
    "dues": N_("党费"),
    "voluntary": N_("自愿多交"),
    "for_centre": N_("待转交中央的大额党费"),
    "interest": N_("利息"),
    "held": N_("留存"),
    "unassigned": N_("待认领的银行来款"),
    "in_transit": N_("上缴在途"),
    "centre_moving": N_("在途的大额党费"),
    "remitted": N_("已上缴县外"),
    "spent": N_("已使用"),
}
SPENT_ON: Mapping[str, str] = {
    "training": N_("培训党员"),
    "material": N_("订阅或者购买用于开展党员教育的报刊、资料、音像制品和设备"),
    "commending": N_("表彰先进基层党组织、优秀共产党员和优秀党务工作者"),
    "helping": N_("补助生活困难的党员"),
    "disaster": N_("补助遭受严重自然灾害的党员和修缮受损的党员教育设施"),
}
"""What dues may be used for (facts.md §5.3)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a voucher. `member` is a key where the account is kept by member."""

    account: str
    organisation: int
    fen: int
    member: int | None = None


Entries = tuple[Entry, ...]


def owed(organisation: int, by_member: Mapping[int, int]) -> Entries:
    """Members of a branch owe a month: what each owes, against the dues of the branch."""
    lines = tuple(Entry("due_from_member", organisation, f, m) for m, f in by_member.items() if f)
    total = sum(line.fen for line in lines)
    return (*lines, Entry("dues", organisation, -total)) if total else ()


def paid(organisation: int, member: int, parts: Mapping[int, int], *, source: Entry) -> Entries:
    """A member's debt gets less, by the branch in which each part of it arose."""
    lines = tuple(Entry("due_from_member", at, -fen, member) for at, fen in parts.items())
    return (source, *lines)


def into_hand(organisation: int, fen: int) -> Entry:
    """Money that reaches an organisation."""
    return Entry("held", organisation, fen)


def from_unassigned(organisation: int, fen: int) -> Entry:
    """Money of the bank that finds whom it belongs to."""
    return Entry("unassigned", organisation, fen)


def given(organisation: int, member: int, *, is_large: bool, source: Entry) -> Entries:
    """A member gives more than is due; a large sum is kept for the Centre."""
    account = "for_centre" if is_large else "voluntary"
    return (source, Entry(account, organisation, -source.fen, None if is_large else member))


def received(organisation: int, fen: int) -> Entries:
    """The bank's statement shows money nobody has been named for yet."""
    return (Entry("held", organisation, fen), Entry("unassigned", organisation, -fen))


def returned(organisation: int, fen: int) -> Entries:
    """Money that belongs to nobody here goes back to whoever sent it."""
    return (Entry("unassigned", organisation, fen), Entry("held", organisation, -fen))


def earned(organisation: int, fen: int) -> Entries:
    """Interest is income of dues."""
    return (Entry("held", organisation, fen), Entry("interest", organisation, -fen))


def used(organisation: int, fen: int) -> Entries:
    return (Entry("spent", organisation, fen), Entry("held", organisation, -fen))


def sent(organisation: int, fen: int, *, for_centre: bool = False) -> Entries:
    """On its way to the organisation above; what is meant for the Centre stays so marked."""
    lines = (Entry("held", organisation, -fen), Entry("in_transit", organisation, fen))
    if not for_centre:
        return lines
    marked = (Entry("for_centre", organisation, fen), Entry("centre_moving", organisation, -fen))
    return (*lines, *marked)


def arrived(sender: int, receiver: int, fen: int, *, for_centre: bool = False) -> Entries:
    """The receiving side has it."""
    lines = (Entry("in_transit", sender, -fen), Entry("held", receiver, fen))
    if not for_centre:
        return lines
    return (*lines, Entry("centre_moving", sender, fen), Entry("for_centre", receiver, -fen))


def sent_back(sender: int, fen: int, *, for_centre: bool = False) -> Entries:
    """The receiving side did not get it: it is the sender's again."""
    return countered(sent(sender, fen, for_centre=for_centre))


def passed_out(organisation: int, fen: int, *, for_centre: bool) -> Entries:
    """Beyond the county: the ledger of this county ends there."""
    account = "for_centre" if for_centre else "remitted"
    return (Entry("held", organisation, -fen), Entry(account, organisation, fen))


def countered(entries: Entries) -> Entries:
    """The counter-entries: what was posted is taken back, and both stay to be read."""
    return tuple(Entry(e.account, e.organisation, -e.fen, e.member) for e in entries)


def is_balanced(entries: Entries) -> bool:
    """A voucher says something and adds up to nothing."""
    return bool(entries) and all(e.fen for e in entries) and not sum(e.fen for e in entries)

"""Who may say where a report comes from (decisions.md 41). Pure.

A source is counted in figures and shown to staff, so nobody names one that his post has nothing
to do with: somebody without a key is a resident, and a key says what the posts behind it do.
"""

from __future__ import annotations

from collections.abc import Mapping

ANYBODY = ("resident",)
KNOWN = ("api",)
NAMED_BY: Mapping[str, frozenset[str]] = {
    "grid_worker": frozenset({"worker"}),
    "clerk": frozenset({"dispatcher", "reporter"}),
    "hotline": frozenset({"dispatcher"}),
    "import": frozenset({"dispatcher"}),
    "inspection": frozenset({"worker", "dispatcher", "verifier", "overseer"}),
}
"""Source -> roles any one of which lets a caller name it."""


def sources_open_to(roles: frozenset[str], *, is_known: bool) -> tuple[str, ...]:
    """The sources a caller may name, given the roles of every post held.

    >>> sources_open_to(frozenset(), is_known=False)
    ('resident',)
    >>> sources_open_to(frozenset({"worker"}), is_known=True)
    ('resident', 'api', 'grid_worker', 'inspection')
    """
    if not is_known:
        return ANYBODY
    named = (source for source, by in NAMED_BY.items() if by & roles)
    return (*ANYBODY, *KNOWN, *named)

"""What every API shares: one problem schema, doors on operations, cursors, instants.

A capability's `api` makes a `Calls` and declares each operation with its door; `project/urls.py`
mounts them::

    calls = Calls("cases")

    @calls.get("/cases/{number}", answer=CaseSeen, door=machine(*READERS))
    def read_case(request: Asked, number: str) -> dict[str, Any]: ...
"""

from jiceng.web.api.calls import Calls, Gate, Input, machine, public
from jiceng.web.api.house import house, mount, operations
from jiceng.web.api.pages import Answer, Listed, Page, instant, local, page_of
from jiceng.web.api.problems import Problem, problem

__all__ = [
    "Answer",
    "Calls",
    "Gate",
    "Input",
    "Listed",
    "Page",
    "Problem",
    "house",
    "instant",
    "local",
    "machine",
    "mount",
    "operations",
    "page_of",
    "problem",
    "public",
]

"""The machine and staff API of casework. Each file declares its own `calls`; all are mounted.

Operations on one path belong to one `calls`: `cases` goes on with that of `intake`.
"""

from jiceng.casework.api import (
    cases,
    feed,
    figures,
    intake,
    open311,
    problems,
    programmes,
    supervision,
    territory,
    uploads,
    worklist,
)

__all__ = ["cases", "open311", "routers"]

routers = (
    intake.calls,
    uploads.calls,
    worklist.calls,
    figures.calls,
    territory.calls,
    feed.calls,
    problems.calls,
    programmes.calls,
    supervision.calls,
)

"""Every declared process over the API: states, moves, terms, papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from ninja import Schema

from jiceng.casework import process as casework
from jiceng.casework.queries import rules_at
from jiceng.economy import process as economy
from jiceng.emergency import process as emergency
from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.terms import Ladder, Term
from jiceng.outreach import process as outreach
from jiceng.party import process as party
from jiceng.performance import process as performance
from jiceng.services import process as services
from jiceng.web.api import Calls, Listed, machine
from jiceng.web.doors import Asked
from jiceng.web.words import paper, term_words

calls = Calls("processes")


class TermSeen(Schema):
    """A length of time: as configuration writes it, and in words."""

    term: str
    label: str


class RungSeen(Schema):
    """At this share of the time somebody is told."""

    percent: int
    light: str
    tell: str


class StateSeen(Schema):
    """Where a matter may stand."""

    name: str
    label: str
    actor: str
    term: TermSeen | None
    ladder: list[RungSeen]
    paused: bool
    resting: bool
    final: bool


class MoveSeen(Schema):
    """A step somebody may take."""

    name: str
    label: str
    sources: list[str]
    target: str
    by: list[str]
    needs: list[str]
    needs_to_rise: list[str]
    """Asked for besides when the move hands the matter to a higher tier."""
    wait: TermSeen | None


class ProcessSeen(Schema):
    """One kind of life. `papers` gives the label of everything a move may need."""

    name: str
    label: str
    start: str
    states: list[StateSeen]
    moves: list[MoveSeen]
    papers: dict[str, str]


@calls.get("/processes", door=machine(), answer=Listed[ProcessSeen])
def list_processes(request: Asked) -> dict[str, Any]:
    """Every declared process, with the terms in force where the county has set its own."""
    book, _calendar = rules_at(request.now)
    own = {"case": (dict(book.stages), book.stage_ladder)}
    processes: Iterable[Process] = (
        *casework.PROCESSES,
        *party.PROCESSES,
        *performance.PROCESSES,
        *services.PROCESSES,
        *economy.PROCESSES,
        *outreach.PROCESSES,
        *emergency.PROCESSES,
    )
    return {
        "items": [_shown(p, *own.get(p.name, ({}, ()))) for p in processes],
        "next": None,
    }


def _shown(process: Process, stages: dict[str, Term], ladder: Ladder) -> dict[str, Any]:
    papers = sorted({n for move in process.moves for n in move.needs | move.needs_to_rise})
    return {
        "name": process.name,
        "label": _(process.label),
        "start": process.start,
        "states": [_state(s, stages.get(s.name, s.term), ladder) for s in process.states],
        "moves": [_move(m) for m in process.moves],
        "papers": {name: paper(name) for name in papers},
    }


def _state(state: State, term: Term | None, ladder: Ladder) -> dict[str, Any]:
    rungs = (ladder or state.ladder) if term else ()
    return {
        "name": state.name,
        "label": _(state.label),
        "actor": state.actor,
        "term": _term(term),
        "ladder": [{"percent": r.percent, "light": r.light, "tell": r.tell} for r in rungs],
        "paused": state.paused,
        "resting": state.resting,
        "final": state.final,
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "name": move.name,
        "label": _(move.label),
        "sources": list(move.sources),
        "target": move.target,
        "by": sorted(move.by),
        "needs": sorted(move.needs),
        "needs_to_rise": sorted(move.needs_to_rise),
        "wait": _term(move.wait),
    }


def _term(term: Term | None) -> dict[str, str] | None:
    return {"term": str(term), "label": term_words(str(term))} if term else None

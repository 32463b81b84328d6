"""A ballot as a form: the choice, and questions that come up with it, such as why (ADR 0014).

What follows the choice is ticked, never written: a hand may be known by its words. It is counted
over all ballots and told with small counts withheld; the list of ballots says the choice alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.performance.rules.survey_faults import form_faults
from jiceng.performance.rules.survey_forms import form_of
from jiceng.performance.rules.survey_results import Tally, tally, told

CHOICE = "choice"
"""The code of the question a ballot is about."""
TICKED = ("one", "many")


def ballot_form_faults(content: Mapping[str, Any], options: Sequence[str]) -> Iterator[Reason]:
    """A form that is faulty itself, lacks the choice, or would have something written."""
    if faults := form_faults(content):
        yield from faults
        return
    form = form_of(content)
    choice = form.questions[0]
    if choice.code != CHOICE or choice.codes != tuple(options) or not choice.is_required:
        yield Reason("ballot_choice_missing", field="form")
    for question in form.questions:
        if question.kind not in TICKED:
            yield Reason("ballot_is_ticked", {"question": question.code}, "form")


def follow_ups(content: Mapping[str, Any], said: Sequence[Mapping[str, Any]]) -> tuple[Tally, ...]:
    """Counts of what followed the choice. How many chose what is public, so nothing hangs on a
    count that is withheld."""
    counted = tally(form_of(content), said)
    return tuple(told(one) for one in counted if one.question != CHOICE)

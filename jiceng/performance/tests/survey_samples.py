"""Forms for tests: a small one with a branch, and pieces to build others from."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from jiceng.performance.rules.survey_forms import Question

YES_NO = ["yes: 是", "no: 否"]


def asks(code: str, kind: str = "one", **more: Any) -> dict[str, Any]:
    """A question with what its kind needs."""
    given: dict[str, Any] = {"code": code, "kind": kind, "text": f"问题 {code}", **more}
    if kind in ("one", "many"):
        given.setdefault("choices", YES_NO)
    return given


def content(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": "试", "questions": list(questions), **more}


BRANCHED = content(
    asks("used", required=True),
    asks("service", required=True, choices=["good: 满意", "poor: 不满意"], good=["good"],
         shown_when="used == yes"),
    asks("why", "many", required=True, choices=["slow: 慢", "far: 远", "other: 其他"], most=2,
         shown_when="service == poor"),
    asks("wish", "text", longest=50),
)  # fmt: skip
"""Used it? Satisfied? If not, why; and a wish."""


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """A checked form of up to six questions, most of them hanging on earlier ones."""
    questions: list[dict[str, Any]] = []
    for n in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["one", "many", "scale", "number", "text"]))
        one = asks(f"q{n}", kind, required=draw(st.booleans()))
        earlier = [q for q in questions if q["kind"] != "text"]
        hangs = draw(st.booleans())
        if earlier and hangs:
            one["shown_when"] = draw(_conditions(earlier))
        questions.append(one)
    return content(*questions)


@st.composite
def _conditions(draw: st.DrawFn, earlier: list[dict[str, Any]]) -> str:
    parts = [
        {
            "one": f"{q['code']} == {draw(st.sampled_from(['yes', 'no']))}",
            "many": f"yes in {q['code']}",
            "scale": f"{q['code']} {draw(st.sampled_from(['<=', '>']))} {draw(st.integers(1, 4))}",
            "number": f"{q['code']} >= {draw(st.integers(0, 100))}",
        }[q["kind"]]
        for q in draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=2))
    ]
    joined = draw(st.sampled_from([" and ", " or "])).join(parts)
    return f"not ({joined})" if draw(st.booleans()) else joined


def typed(question: Question) -> st.SearchStrategy[Any]:
    """Something somebody may answer to a question."""
    offered: dict[str, st.SearchStrategy[Any]] = {
        "number": st.integers(0, 200).map(str),
        "text": st.just("好"),
    }
    if question.kind in offered:
        return offered[question.kind]
    one = st.sampled_from(question.codes)
    return st.lists(one, min_size=1, unique=True) if question.kind == "many" else one

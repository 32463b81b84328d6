"""The ways to look at the office's work, on top of each of its pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.scope import Actor

HERE = "/desk/supervision/"
URGED = frozenset({"handler", "leader", "overseer", "signatory"})
TOLD = URGED | {"reader"}
VIEWS = (
    ("board", N_("督办看板"), HERE, TOLD),
    ("items", N_("督查事项"), f"{HERE}items/", TOLD),
    ("mine", N_("本单位要办的"), f"{HERE}mine", frozenset({"handler", "leader"})),
    ("leader", N_("领导视图"), f"{HERE}leader", frozenset({"signatory"})),
    ("urgings", N_("催办督办"), f"{HERE}urgings/", URGED),
    ("bulletins", N_("督查通报"), f"{HERE}bulletins/", TOLD),
    ("figures", N_("督查数字"), f"{HERE}figures/",
     frozenset({"leader", "overseer", "reader", "signatory"})),
    ("scores", N_("办理评分"), f"{HERE}scores/", TOLD),
)  # fmt: skip
"""Name, label, address, and the roles whose work it concerns."""


def views(actor: Actor, here: str) -> list[dict[str, Any]]:
    """The ways that concern somebody; `here` is marked."""
    return [
        {"label": _(label), "url": url, "current": name == here}
        for name, label, url, roles in VIEWS
        if actor.roles & roles
    ]

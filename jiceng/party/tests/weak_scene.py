"""What addresses of weak branches, reserve and secondments name, for the walk along every door."""

from __future__ import annotations

from datetime import date, timedelta

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import Appointment, Person
from jiceng.party.actions.reserve import Entry, take_in
from jiceng.party.actions.secondments import Need, post_need, set_task
from jiceng.party.actions.sweeps import Entered, enter_fact, put_forward, run_sweep
from jiceng.party.models import Sweep
from jiceng.party.tests.cast import TODAY, Party

NEAR, FAR = {"shen", "luo", "bai"}, {"shen", "luo", "hao"}
SEEN_BY: dict[tuple[str, str], set[str]] = {
    ("weak_branch", "near"): NEAR,
    ("weak_branch", "far"): FAR,
    ("sweep", "near"): NEAR | FAR,
    ("sweep", "far"): NEAR | FAR,
    ("cadre", "near"): {"shen", "luo"},
    ("cadre", "far"): {"shen", "luo"},
    ("secondment", "near"): NEAR,
    ("secondment", "far"): FAR,
    ("talent_need", "near"): NEAR,
    ("talent_need", "far"): FAR,
}


def swept_north(party: Party) -> Sweep:
    """The branches of North were swept a week ago."""
    before = TODAY - timedelta(days=7)
    return run_sweep(party.at("P-NORTH"), by=party["luo"], now=NOON, today=before)


def weak_names(party: Party, swept: Sweep, code: str) -> dict[str, object]:
    """A branch put forward, somebody in reserve, somebody sent there, and who is needed."""
    luo, branch = party["luo"], party.at(code)
    enter_fact(swept, branch, Entered("life_empty", "半年没有会议记录"), by=luo, now=NOON)
    weak = put_forward(swept, branch, by=luo, now=NOON)
    days = {"since": TODAY, "review_on": TODAY.replace(year=TODAY.year + 1)}
    entry = Entry("community_secretary", approval_number="北镇委〔2026〕5号", **days)
    cadre = take_in(party.members(code)[3], entry, line=party.at("P-NORTH"), by=luo, now=NOON,
                    today=TODAY)  # fmt: skip
    sent = secondment_to(party, code)
    task = set_task(sent, "整理党员名册", by=luo, now=NOON, today=TODAY)
    need = Need("law", 1, days["review_on"], "调解宅基地纠纷")
    posted = post_need(branch, need, by=luo, now=NOON, today=TODAY)
    return {
        "weak_branch": weak.number, "sweep": swept.pk, "cadre": cadre.pk, "secondment": sent.pk,
        "talent_need": posted.pk, "secondment_task": task.pk,
    }  # fmt: skip


def secondment_to(party: Party, code: str) -> Appointment:
    """Somebody of the housing department was sent to a branch's community in May."""
    area = str(party.at(code).community_id)
    person = Person.objects.create(login=f"sent-{code.lower()}", name="姚（示例）", password="!")
    return Appointment.objects.create(
        person=person, post="community_staff", unit_id=f"C-{code[2:]}", area_id=area,
        kind="secondment", home_unit_id="HOUSING", starts_on=date(2026, 5, 4),
    )  # fmt: skip

"""Weak branches over HTTP: desk and API, refusals in sentences, queries within their budget."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiceng.casework.figures import Window
from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.tokens import issue_token
from jiceng.party.figures.weak_branches import FIGURES, compute, records
from jiceng.party.models import Seat, SecretaryChange, WeakBranch
from jiceng.party.queries.access import reach
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.rectifying import DUE, carried, suspected, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/party/weak-branches/"


def signed_in(party: Party, who: str) -> Client:
    client = Client()
    client.force_login(party.people[who])
    return client


def test_the_sweep_page_says_what_is_met_what_is_unknown_and_on_which_rule(party: Party) -> None:
    row = sweep(party)
    page = signed_in(party, "luo").get(f"{HERE}sweeps/{row.pk}/").content.decode()
    assert "书记空缺超过3个月：自 2026-05-01 起" in page
    assert "2 个党支部没有可依据的记录" in page
    assert "（待核对）" in page
    own = signed_in(party, "bai").get(f"{HERE}sweeps/{row.pk}/").content.decode()
    assert "西村党支部" not in own
    assert "提请列入" not in own


def test_a_branch_is_put_forward_from_the_sweep_and_a_second_time_refused(party: Party) -> None:
    row, luo = sweep(party), signed_in(party, "luo")
    url = f"{HERE}sweeps/{row.pk}/put-forward/P-WEST"
    weak = WeakBranch.objects.get(number=luo.post(url).headers["Location"].split("/")[-2])
    assert weak.state == "suspected"
    again = luo.post(url)
    assert again.status_code == 409
    assert "已经提请或者列入整顿" in again.content.decode()


def test_what_stands_against_a_move_stands_beside_it(party: Party) -> None:
    weak = carried(party, "confirm")
    page = signed_in(party, "luo").get(f"{HERE}{weak.number}/").content.decode()
    for sentence in ("整顿方案还没有写明", "列入条件没有对应的整改措施", "帮扶还缺 4 项"):
        assert sentence in page


def test_a_measure_is_added_by_the_form_and_a_faulty_one_keeps_what_was_typed(
    party: Party,
) -> None:
    weak, luo = carried(party, "confirm"), signed_in(party, "luo")
    url = f"{HERE}{weak.number}/changes/item"
    said = {"version": weak.version, "condition": "secretary_vacant", "problem": "书记空缺",
            "measure": "加强", "duty": "镇党委书记", "due_on": DUE.isoformat()}  # fmt: skip
    refused = luo.post(url, said)
    assert refused.status_code == 422
    assert "加强" in refused.content.decode()
    assert luo.post(url, said | {"measure": "选派书记到任并补选"}).status_code == 302
    assert weak.items.get().condition == "secretary_vacant"


def test_a_move_without_its_paper_is_refused_in_a_sentence(party: Party) -> None:
    weak = suspected(party)
    answer = signed_in(party, "shen").post(
        f"{HERE}{weak.number}/moves/confirm", {"version": weak.version}
    )
    assert answer.status_code == 422
    weak.refresh_from_db()
    assert weak.state == "suspected"


def test_an_old_form_is_refused(party: Party) -> None:
    weak = suspected(party)
    said = {"version": 99, "decision": "临委〔2026〕12号"}
    answer = signed_in(party, "shen").post(f"{HERE}{weak.number}/moves/confirm", said)
    assert answer.status_code == 409
    assert "刚刚被别人修改过" in answer.content.decode()


@pytest.mark.parametrize("which", ["moves/abolish", "changes/abolish"])
def test_what_does_not_exist_is_not_found(party: Party, which: str) -> None:
    weak = suspected(party)
    answer = signed_in(party, "shen").post(f"{HERE}{weak.number}/{which}", {"version": 1})
    assert answer.status_code == 404


def test_programs_read_and_move_it_as_the_desk_does(party: Party) -> None:
    weak = suspected(party)
    shen = {"Authorization": f"Bearer {issue_token(party.people['shen'], 't', now=NOON)}"}
    client, url = Client(), f"/api/v1/weak-branches/{weak.number}"
    seen = client.get(url, headers=shen).json()
    assert (seen["state"], seen["conditions"]) == ("suspected", ["secretary_vacant"])
    listed = client.get("/api/v1/weak-branches?state=suspected", headers=shen).json()
    assert [row["number"] for row in listed["items"]] == [weak.number]
    assert client.get("/api/v1/weak-branches?state=odd", headers=shen).status_code == 422
    said = {"version": 1, "decision": "临委〔2026〕12号"}
    moved = client.post(f"{url}/moves/confirm", said, "application/json", headers=shen)
    assert moved.json()["state"] == "confirmed"
    bai = {"Authorization": f"Bearer {issue_token(party.people['bai'], 't', now=NOON)}"}
    assert client.get(url, headers=bai).status_code == 404


def test_figures_count_records_and_stop_counting_what_relapsed(party: Party) -> None:
    weak = carried(party, "take_down")
    window = Window(NOON, TODAY)

    def rectified(who: str) -> int:
        told = compute(window, reach=lambda column: reach(party[who], column))
        return next(f.numerator for f in told if f.kind.id == "weak_branches_rectified")

    assert (rectified("shen"), rectified("bai")) == (1, 0)
    behind = records("weak_branches_rectified", window=window,
                     reach=lambda column: reach(party["shen"], column))  # fmt: skip
    assert [row.number for row in behind] == [weak.number]
    WeakBranch.objects.update(state="relapsed")
    assert rectified("shen") == 0


@pytest.mark.parametrize(
    ("until", "counted"),
    [("file_plan", "running"), ("take_down", "rectified"), ("relapse", "relapsed"),
     ("confirm", "adjusted")],
)  # fmt: skip
def test_every_figure_above_the_list_leads_to_what_it_counts(
    party: Party, until: str, counted: str
) -> None:
    weak = carried(party, "take_down" if until == "relapse" else until)
    if until == "relapse":
        WeakBranch.objects.update(state="relapsed", round=2)
    if counted == "adjusted":
        seat = Seat.objects.filter(term__organisation=weak.organisation)[0]
        SecretaryChange.objects.create(
            weak_branch=weak, seat=seat, path=weak.organisation.path, on=TODAY
        )
    luo = signed_in(party, "luo")
    page = luo.get(HERE)
    figure = next(f for f in page.context["figures"] if f["url"].endswith(f"={counted}"))
    assert figure["value"] == "1" and f'href="{figure["url"]}"' in page.content.decode()
    assert [r["number"] for r in luo.get(figure["url"]).context["rows"]] == [weak.number]
    WeakBranch.objects.update(state="dismissed", round=1)
    SecretaryChange.objects.all().delete()
    assert luo.get(figure["url"]).context["rows"] == []


@pytest.mark.parametrize("id", FIGURES)
def test_every_figure_is_as_many_records_as_it_counts(party: Party, id: str) -> None:
    carried(party, "take_down")
    window = Window(NOON, TODAY, TODAY, TODAY)

    def shen(column: str) -> object:
        return reach(party["shen"], column)

    told = {f.kind.id: f.numerator for f in compute(window, reach=shen)}  # type: ignore[arg-type]  # a condition
    assert records(id, window=window, reach=shen).count() == told[id]  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(("page", "most"), [("", 16), ("{number}/", 30), ("sweeps/{sweep}/", 14)])
def test_a_page_asks_no_more_of_the_database_than_it_should(
    party: Party, page: str, most: int
) -> None:
    weak = carried(party, "request_acceptance")
    luo = signed_in(party, "luo")
    url = HERE + page.format(number=weak.number, sweep=weak.sweep_id)
    luo.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert luo.get(url).status_code == 200
    assert len(asked) <= most, [q["sql"][:90] for q in asked.captured_queries]

"""A supervised promise and its task lead to each other, as far as somebody reaches them."""

from __future__ import annotations

import pytest
from django.test import Client

from jiceng.casework.models import SupervisionTask
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.overseeing import issued
from jiceng.economy.actions.promises import PromiseGiven, make_promise
from jiceng.economy.models import CountyPromise
from jiceng.economy.tests.investment_cast import SOON, filed
from jiceng.kernel.refusal import Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
WORDS = "三十日内通水通电"


def page(office: County, who: str, url: str) -> str:
    client = Client()
    client.force_login(office.people[who])
    return str(client.get(url).content.decode())


def promised(office: County, task: SupervisionTask, unit: str = "HOUSING") -> CountyPromise:
    given = PromiseGiven(WORDS, unit, SOON, task.number)
    return make_promise(filed(office), given, by=office["bei"], now=NOON)


@pytest.mark.parametrize("who", ["zhao", "tang"])
def test_the_task_names_the_promise_and_the_promise_its_task(office: County, who: str) -> None:
    task = issued(office)
    made = promised(office, task)
    shown = page(office, who, f"/desk/supervision/tasks/{task.number}/")
    assert f'href="/desk/county-promises/?number={made.number}"' in shown
    assert WORDS in shown
    assert f'href="/desk/supervision/tasks/{task.number}/"' in page(
        office, who, f"/desk/county-promises/?number={made.number}"
    )


def test_a_supporting_unit_reads_the_number_of_the_promise_alone(office: County) -> None:
    task = issued(office)
    made = promised(office, task)
    shown = page(office, "qian", f"/desk/supervision/tasks/{task.number}/")
    assert made.number in shown
    assert WORDS not in shown


def test_a_task_of_another_unit_does_not_follow_a_promise(office: County) -> None:
    with pytest.raises(Invalid):
        promised(office, issued(office), unit="POLICE")


def test_a_kept_promise_is_found_by_its_number(office: County) -> None:
    made = promised(office, issued(office))
    CountyPromise.objects.filter(pk=made.pk).update(fulfilled_on=SOON)
    assert WORDS not in page(office, "zhao", "/desk/county-promises/")
    assert WORDS in page(office, "zhao", f"/desk/county-promises/?number={made.number}")

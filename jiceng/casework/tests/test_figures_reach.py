"""Whose figures somebody reads when holding two posts."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q

from jiceng.casework.figures.reach import reach_for
from jiceng.casework.tests.county import County


def test_keeping_the_house_opens_no_figure_of_another_town(county: County) -> None:
    both = replace(county["wang"], grips=(*county["wang"].grips, *county["guo"].grips))
    assert reach_for(both) != Q()


def test_an_auditor_alone_reads_the_whole_county(county: County) -> None:
    assert reach_for(county["he"]) == Q()

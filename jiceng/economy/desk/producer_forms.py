"""Forms of producers and produce: what is typed, as actions take it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day
from jiceng.economy.actions.producers import ProducerTold, ProduceTold
from jiceng.economy.forms.sale_forms import YuanField
from jiceng.economy.models import Produce
from jiceng.economy.queries.producers import produce_kinds
from jiceng.economy.rules.produce import MEASURES, PRODUCERS, QUALITY_PAPERS, QualityPaper
from jiceng.kernel.money import yuan
from jiceng.kernel.records.names import named
from jiceng.kernel.scope import Actor
from jiceng.web.forms import PickField, area_options


class ProducerForm(WordedForm):
    """A producer under its trade name."""

    name = forms.CharField(
        label=N_("名称（商号）"), max_length=60,
        help_text=N_("写摊位招牌上的名称，居民会看到；不写身份证号和个人手机号。"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=N_("类型"), choices=list(PRODUCERS.items()))
    area = PickField(label=N_("所在社区（村）"))
    households = forms.IntegerField(
        label=N_("户数"), min_value=1, initial=1,
        help_text=N_("共同分享收入的户数；农户为 1。"),
    )  # fmt: skip

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("请选择")))

    def given(self) -> ProducerTold:
        said = {name: self.cleaned_data[name] for name in ("name", "kind", "area", "households")}
        return ProducerTold(**said)


class ChangeProducerForm(ProducerForm):
    """The same for a producer there is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class RetireForm(ActForm):
    """A producer sells no more."""


class ProduceForm(WordedForm):
    """What a producer sells, and its price."""

    name = forms.CharField(label=N_("名称"), max_length=60)
    kind = forms.ChoiceField(label=N_("类别"), help_text=N_("类别决定销售前须具备哪些质量证明。"))
    measure = forms.ChoiceField(label=N_("计量单位"), choices=list(MEASURES.items()))
    price_fen = YuanField(label=N_("单价（元）"))
    on_sale = forms.BooleanField(label=N_("正在销售"), required=False, initial=True)

    def __init__(self, now: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kind"]
        if isinstance(kinds, forms.ChoiceField):
            kinds.choices = [(k.key, named(k.name, k.name_en)) for k in produce_kinds(now).values()]

    def given(self) -> ProduceTold:
        names = ("name", "kind", "measure", "price_fen", "on_sale")
        return ProduceTold(**{name: self.cleaned_data[name] for name in names})


class ChangeProduceForm(ProduceForm):
    """The same for produce there is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class PaperForm(ActForm):
    """A quality paper with its last day."""

    kind = forms.ChoiceField(label=N_("证明"), choices=list(QUALITY_PAPERS.items()))
    number = forms.CharField(label=N_("证明编号"), max_length=40)
    until = day(N_("有效期至"), required=False, help_text=N_("当天仍有效；长期有效的留空。"))

    def given(self) -> QualityPaper:
        said = self.cleaned_data
        return QualityPaper(said["kind"], said["number"].strip(), said["until"])


class Filters(WordedForm):
    """Narrowing of the list."""

    kind = forms.ChoiceField(
        label=N_("类型"), required=False, choices=[("", N_("全部")), *PRODUCERS.items()]
    )
    text = forms.CharField(label=N_("名称或编号"), max_length=40, required=False)
    left = forms.BooleanField(label=N_("含已停止经营"), required=False)


def typed(produce: Produce) -> dict[str, Any]:
    """Produce as its form shows it."""
    names = ("name", "kind", "measure", "on_sale", "version")
    kept = {name: getattr(produce, name) for name in names}
    return {**kept, "price_fen": yuan(produce.price_fen)}

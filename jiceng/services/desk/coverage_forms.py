"""Forms of blocks and of the walking network: what is typed or sent."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.programme_forms import ActForm, WordedForm, day
from jiceng.kernel.places import System
from jiceng.kernel.scope import Actor
from jiceng.services.rules.blocks import BlockRow
from jiceng.web.forms import PickField, area_options

SYSTEMS = (
    ("wgs84", N_("WGS-84（GPS、OSM）")),
    ("gcj02", N_("GCJ-02（高德、腾讯、微信）")),
    ("bd09", N_("BD-09（百度）")),
)


class BlockForm(WordedForm):
    """A place with its number of households; never anybody's name."""

    name = forms.CharField(
        label=N_("居住点"),
        max_length=60,
        help_text=N_("楼栋、小区或村民小组的名称，不写住户姓名。"),
    )
    area = PickField(label=N_("所在区域"))
    households = forms.IntegerField(
        label=N_("户数"), help_text=N_("只填一个数，不要附名单。")
    )  # fmt: skip
    counted_on = day(N_("统计日期"))
    source = forms.CharField(
        label=N_("数据来源"), max_length=120, help_text=N_("谁统计的，如“社区居委会入户登记汇总”。")
    )
    lon = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, PickField):
            area.offer(area_options(actor, _("请选择")))

    def given(self) -> BlockRow:
        """As the action takes it."""
        said = {name: self.cleaned_data[name] for name in BlockRow.__dataclass_fields__}
        return BlockRow(**said)


class BlockChangeForm(BlockForm):
    """The same for a block there is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class RemoveForm(ActForm):
    """Taking a block out."""


class SystemForm(WordedForm):
    """A file with coordinates, and what system they are of."""

    system = forms.ChoiceField(label=N_("坐标系"), choices=SYSTEMS, initial="wgs84")
    file = forms.FileField(label=N_("文件"), allow_empty_file=True)
    accept = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = self.accept

    def system_said(self) -> System:
        return cast(System, self.cleaned_data["system"])


class BlocksFileForm(SystemForm):
    """A table of blocks."""

    file = forms.FileField(label=N_("户数表（XLSX、CSV）"), allow_empty_file=True)
    accept = ".xlsx,.csv"


class NetworkForm(SystemForm):
    """A walking network."""

    name = forms.CharField(label=N_("路网名称"), max_length=60)
    source = forms.CharField(
        label=N_("数据来源和许可"), max_length=120,
        help_text=N_("谁绘制的，按什么许可使用，如“OpenStreetMap 贡献者，ODbL”。"),
    )  # fmt: skip
    file = forms.FileField(label=N_("路网文件（GeoJSON 或 OSM）"), allow_empty_file=True)
    accept = ".geojson,.json,.osm,.xml"
    field_order = ("name", "source", "system", "file")

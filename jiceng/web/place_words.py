"""How opening hours and places on the map are worded."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.words import N_

PLACES: Mapping[str, str] = {
    "hours_unreadable": N_("看不懂“%(value)s”，请写成 8:30-12:00、14:30-17:30；不开放的日子留空。"),
    "hours_reversed": N_("“%(value)s”的结束时间不晚于开始时间，请核对。"),
    "hours_overlap": N_("“%(value)s”中的时段互相重叠，请核对。"),
    "never_open": N_("没有填写任何开放时间，居民无法前来。请至少填写一天。"),
    "point_outside_county": N_("地图上的位置在本县范围以外，请重新选定。"),
    "point_elsewhere": N_("地图上的位置在%(found)s，不在所选的%(area)s，请核对。"),
    "point_outside": N_("地图上的位置不在本县已划定的范围内，请核对。"),
    "bad_point": N_("位置坐标不对，请在地图上重新选择或改用文字描述。"),
}

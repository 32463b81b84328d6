"""The staff desk: what awaits somebody, one case at a time, and ways to find and raise cases."""

from __future__ import annotations

from django.urls import path

from jiceng.casework.desk import (
    batch,
    call_ups,
    case,
    imports,
    intake,
    maps,
    merging,
    moves,
    notices,
    rechecks,
    search,
    worklist,
)

urlpatterns = [
    path("", worklist.show),
    path("batch", batch.make),
    path("notices", notices.show),
    path("cases/", search.show),
    path("cases/export", search.export),
    path("cases/filters", search.save_filter),
    path("cases/filters/<int:key>/delete", search.drop_filter),
    path("cases/new", intake.new),
    path("cases/new/kinds", intake.kinds),
    path("cases/<str:number>/", case.show),
    path("cases/<str:number>/contact", case.contact),
    path("cases/<str:number>/notes", case.note),
    path("cases/<str:number>/photos/<uuid:upload>", case.photo),
    path("cases/<str:number>/take-in", moves.take_in),
    path("cases/<str:number>/moves/<str:name>", moves.make),
    path("cases/<str:number>/merge", merging.show),
    path("call-ups/", call_ups.show),
    path("call-ups/new", call_ups.new),
    path("call-ups/<str:number>/", call_ups.one),
    path("call-ups/<str:number>/<str:act>", call_ups.act),
    path("imports/", imports.show),
    path("imports/blank.xlsx", imports.blank_xlsx),
    path("imports/blank.csv", imports.blank),
    path("imports/<uuid:key>/", imports.one),
    path("imports/<uuid:key>/check", imports.check),
    path("imports/<uuid:key>/start", imports.start),
    path("imports/<uuid:key>/drop", imports.drop),
    path("imports/<uuid:key>/refused", imports.refused),
    path("rechecks/", rechecks.show),
    path("rechecks/<str:number>/<str:name>", rechecks.answer),
    path("grids", maps.grids),
    path("grids.json", maps.geojson),
    path("areas", maps.areas),
]

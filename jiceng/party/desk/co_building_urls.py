"""Addresses below /desk/co-building/."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from jiceng.party.desk import (
    alliances,
    co_building,
    co_building_figures,
    co_building_units,
    joint_projects,
    listing_imports,
    member_registrations,
    needs,
    registrations,
    wishes,
)

urlpatterns: list[URLPattern] = [
    path("co-building/", co_building.show),
    path("co-building/me/", member_registrations.me),
    path("co-building/figures/", co_building_figures.show),
    path("co-building/figures/<str:id>/", co_building_figures.one),
    path("co-building/communities/<str:code>/", co_building.board),
    path("co-building/communities/<str:code>/projects", co_building.projects),
    path("co-building/communities/<str:code>/needs/new", needs.new),
    path("co-building/communities/<str:code>/needs/import", listing_imports.needs),
    path("co-building/communities/<str:code>/wishes/new", co_building.new_wish),
    path("co-building/communities/<str:code>/members", member_registrations.listed),
    path("co-building/communities/<str:code>/alliance", alliances.show),
    path("co-building/communities/<str:code>/alliance/<str:act>", alliances.act),
    path("co-building/units/<str:code>/", co_building_units.show),
    path("co-building/units/<str:code>/register", co_building_units.register),
    path("co-building/units/<str:code>/resources/new", co_building_units.new_resource),
    path("co-building/units/<str:code>/resources/import", listing_imports.resources),
    path("co-building/units/<str:code>/projects/new", co_building_units.new_project),
    path("co-building/units/<str:code>/statement", co_building_units.statement),
    path("co-building/needs/<str:number>/", needs.one),
    path("co-building/needs/<str:number>/<str:act>", needs.act),
    path("co-building/resources/<str:number>/", needs.resource),
    path("co-building/resources/<str:number>/<str:act>", needs.resource_act),
    path("co-building/projects/<str:number>/", joint_projects.one),
    path("co-building/projects/<str:number>/<str:act>", joint_projects.act),
    path("co-building/wishes/<str:number>/", wishes.one),
    path("co-building/wishes/<str:number>/<str:act>", wishes.act),
    path("co-building/registrations/<str:number>/", registrations.one),
    path("co-building/registrations/<str:number>/<str:act>", registrations.act),
    path("co-building/members/<str:number>/", member_registrations.one),
    path("co-building/members/<str:number>/<str:act>", member_registrations.act),
    path("co-building/hours/<int:key>/<str:verdict>", member_registrations.answer),
]

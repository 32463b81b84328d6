"""The phone app of grid workers, under /field/. No trail, no clock-in, no count of persons."""

from __future__ import annotations

from django.urls import path

from jiceng.casework.field import app, cases, lists, report

urlpatterns = [
    path("field/", lists.tasks, name="field_tasks"),
    path("field/grid", lists.grid, name="field_grid"),
    path("field/areas.json", lists.areas, name="field_areas"),
    path("field/points.json", lists.points, name="field_points"),
    path("field/report", report.report, name="field_report"),
    path("field/report/kinds", report.kinds, name="field_kinds"),
    path("field/cases/<str:number>/", cases.case, name="field_case"),
    path("field/cases/<str:number>/contact", cases.contact, name="field_contact"),
    path("field/cases/<str:number>/note", cases.note, name="field_note"),
    path("field/cases/<str:number>/<str:name>", cases.move, name="field_move"),
    path("field/photos/<uuid:upload>", cases.photo, name="field_photo"),
    path("field/queue", app.queue, name="field_queue"),
    path("field/me", app.me, name="field_me"),
    path("field/offline", app.offline, name="field_offline"),
    path("field/sw.js", app.offline_script, name="field_offline_script"),
    path("field/manifest.webmanifest", app.manifest, name="field_manifest"),
]

"""/open-data/: the same values to take away, with everything a reader needs to use them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.queries import county_text
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.performance.portal.figures import portal_page
from jiceng.performance.queries.catalogue import name_of
from jiceng.performance.queries.open_tables import (
    COLUMNS,
    Dataset,
    about,
    datasets,
    rows_of,
    suppression_words,
)
from jiceng.performance.queries.open_values import disclosure_terms
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import inert

HERE = "/open-data/"
NUMBERS = frozenset({"value", "numerator", "denominator", "revision", "rule_version"})
CSV, JSON = "text/csv", "application/json"
FRESH = "public, no-cache"
"""Asked about each time: nobody reads a number that was withdrawn, and a 304 costs little."""


@door("public")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every dataset with its files, and what their columns say."""
    terms = disclosure_terms(request.now)
    context = {
        "rows": [
            {"code": code, "name": name_of(d.entry), "at": d.mark.at,
             "is_withdrawn": d.is_withdrawn}
            for code, d in datasets(request.now, local_day(request.now)).items()
        ],
        "columns": [{"label": name, "text": _(label)} for name, label in COLUMNS.items()],
        "suppression": suppression_words(terms),
        "basis": _(terms.source),
        "licence": _(terms.licence),
        "publisher": terms.publisher or _publisher(request),
    }  # fmt: skip
    return portal_page(request, "portal_open_tables.html", context)


def _publisher(request: Asked) -> str:
    return county_text("county", request.now, "centre")


@door("public")
@require_safe
def table_csv(request: Asked, code: str) -> HttpResponseBase:
    """A dataset as CSV; office programs read its Chinese, and no cell of it is a formula."""

    def written(dataset: Dataset) -> HttpResponse:
        text = StringIO("\ufeff")
        text.seek(0, 2)
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        for row in rows_of(dataset):
            writer.writerow([_cell(name, row[name]) for name in COLUMNS])
        answer = HttpResponse(text.getvalue(), content_type=f"{CSV}; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{code}.csv"'
        return answer

    return _if_changed(request, _dataset(request, code), written)


def _cell(name: str, value: Any) -> str:
    """Numbers are written by us and may be negative; everything else is text."""
    if value is None:
        return ""
    return str(value) if name in NUMBERS else inert(value)


@door("public")
@require_safe
def table_json(request: Asked, code: str) -> HttpResponseBase:
    """A dataset as JSON with what it says of itself."""

    def written(dataset: Dataset) -> HttpResponse:
        told = about(dataset, request.now, _publisher(request))
        return _json({"metadata": told, "rows": list(rows_of(dataset))})

    return _if_changed(request, _dataset(request, code), written)


def _dataset(request: Asked, code: str) -> Dataset:
    found = datasets(request.now, local_day(request.now)).get(code)
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


@door("public")
@require_safe
def catalogue_json(request: Asked) -> HttpResponse:
    """The catalogue for programs, in the words of DCAT."""
    publisher = _publisher(request)
    found = datasets(request.now, local_day(request.now)).values()
    return _json(
        {
            "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
            "@type": "dcat:Catalog",
            "dct:title": _("公开数据"),
            "dct:publisher": publisher,
            "dcat:dataset": [_described(request, dataset, publisher) for dataset in found],
        }
    )


def _described(request: Asked, dataset: Dataset, publisher: str) -> dict[str, Any]:
    told = about(dataset, request.now, publisher)
    address = request.build_absolute_uri(f"{HERE}{dataset.entry.code}")
    return {
        "@type": "dcat:Dataset",
        "dct:identifier": told["identifier"],
        "dct:title": told["title"],
        "dct:description": told["description"],
        "dct:publisher": told["publisher"],
        "dct:license": told["licence"],
        "dct:modified": told["as_of"],
        "dct:source": told["source"],
        "unit": told["unit"],
        "rule_version": told["rule_version"],
        "suppression": told["suppression"],
        "is_withdrawn": told["is_withdrawn"],
        "dcat:distribution": [
            {"@type": "dcat:Distribution", "dcat:downloadURL": f"{address}.{kind}",
             "dcat:mediaType": media}
            for kind, media in (("csv", CSV), ("json", JSON))
        ],
    }  # fmt: skip


def _json(content: Any) -> HttpResponse:
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False)
    return HttpResponse(text, content_type=JSON)


def _if_changed(
    request: Asked, dataset: Dataset, write: Callable[[Dataset], HttpResponse]
) -> HttpResponseBase:
    """The file, or that nothing has changed since the reader fetched it."""
    is_known = _is_known(request, dataset)
    answer: HttpResponse = HttpResponseNotModified() if is_known else write(dataset)
    answer.headers["ETag"] = dataset.tag
    answer.headers["Last-Modified"] = http_date(dataset.mark.at.timestamp())
    answer.headers["Cache-Control"] = FRESH
    return answer


def _is_known(request: Asked, dataset: Dataset) -> bool:
    if tags := request.headers.get("If-None-Match", ""):
        return dataset.tag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    if dataset.is_withdrawn:
        return False
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and since >= int(dataset.mark.at.timestamp())

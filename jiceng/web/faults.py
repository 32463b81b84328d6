"""Answers when no view could answer: unknown address, broken form token, a fault of ours.

Django calls these by name. An address below the API gets a problem, a page gets a page; neither
tells what exists.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiceng.web.api.problems import problem

API = "/api/"


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith(API):
        return problem(status)
    return render(request, "web/error.html", {"status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: nothing sensible was asked."""
    return _answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 by Django itself."""
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 without a word about what there is."""
    return _answer(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: logged by Django; the page says how to ask for help."""
    return _answer(request, 500)


def no_form_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that did not come from a page of ours, or from one grown old."""
    return _answer(request, 403)

"""Programs that call the API in tests, and the shape every refusal has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from jiceng.casework.tests.county import FAR, GRID_1, NOON, County
from jiceng.kernel.records.tokens import issue_token

JSON = "application/json"
RUBBISH = {"text": "楼下垃圾两天没有清运", "case_type": "0101", "grid_code": GRID_1}
ELSEWHERE = {"text": "远社区路面有坑", "grid_code": FAR}


class Caller:
    """A program that acts as one of the cast, or as nobody."""

    def __init__(self, county: County | None = None, who: str = "") -> None:
        token = issue_token(county.people[who], "test", now=NOON) if county else ""
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.client = Client()

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.post(
            f"/api/v1{path}", body, content_type=JSON, headers=self.headers | headers
        )


Calling = Callable[[str], Caller]


def is_problem(answer: Any, status: int) -> dict[str, Any]:
    """Check the one shape every refusal has; give it back."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"] and body["detail"] and body["reasons"]
    return body

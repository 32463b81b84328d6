"""Rows of ledgers."""

from __future__ import annotations

from typing import Any

from django.db import models


class Appended(models.Model):
    """A row that is written once; putting right is another row."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is appended, never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} is appended, never deleted")

"""Static files under hashed names, so that they may be cached for ever."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class Hashed(ManifestStaticFilesStorage):
    """Hashed names when assets were collected at start-up, plain names in a test."""

    manifest_strict = False

    def url(self, name: str | None, force: bool = False) -> str:
        if not (Path(settings.STATIC_ROOT) / self.manifest_name).is_file():
            return f"{settings.STATIC_URL}{name or ''}"
        return str(super().url(name or "", force))

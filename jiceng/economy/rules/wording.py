"""How economy is worded. Each subject has its file."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {}
PAPERS: Mapping[str, str] = {}
ROLES: Mapping[str, str] = {}
ACTS: Mapping[str, str] = {}
SUBJECTS: Mapping[str, str] = {}

"""The standing cast of casework."""

from __future__ import annotations

from jiceng.casework.tests.conftest import county, standing_county

__all__ = ["county", "standing_county"]

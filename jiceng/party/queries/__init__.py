"""Reads of Party records, always within the reach of a Party post (ADR 0011)."""

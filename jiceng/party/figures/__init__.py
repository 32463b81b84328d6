"""Figures of Party work: counts outward, each with the records behind it, never names."""

"""Mutations of performance: one action each, used by every face."""

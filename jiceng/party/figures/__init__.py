"""Figures of Party work: two predicates each, counted, never names."""

"""Writes of Party work: one verb, one function, one transaction."""

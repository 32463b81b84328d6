"""The whole history, counted on DuckDB, PostgreSQL or Spark from one definition (ADR 0013).

Loaded by the command line and the worker alone; no web process imports it or an engine.
"""

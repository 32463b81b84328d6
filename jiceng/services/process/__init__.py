"""The processes of services as data. Read this first."""

from jiceng.services.process.applications import APPLICATION

PROCESSES = (APPLICATION,)

__all__ = ["APPLICATION", "PROCESSES"]

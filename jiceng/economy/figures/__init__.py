"""What economy keeps records of and reports as figures. Each subject has its file."""

from jiceng.economy.figures import reliefs

REPORTS = (*reliefs.REPORTS,)
"""What economy reports (`reports` of its AppConfig)."""

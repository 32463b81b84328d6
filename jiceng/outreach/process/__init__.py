"""The processes of outreach as data. Read this first."""

from jiceng.outreach.process.activities import ACTIVITY, BOOKING
from jiceng.outreach.process.articles import ARTICLE
from jiceng.outreach.process.lectures import LECTURE_REQUEST
from jiceng.outreach.process.publicity import ACKNOWLEDGEMENT, WRITING_TASK

PROCESSES = (ACTIVITY, BOOKING, LECTURE_REQUEST, ARTICLE, ACKNOWLEDGEMENT, WRITING_TASK)

__all__ = [
    "ACKNOWLEDGEMENT",
    "ACTIVITY",
    "ARTICLE",
    "BOOKING",
    "LECTURE_REQUEST",
    "PROCESSES",
    "WRITING_TASK",
]

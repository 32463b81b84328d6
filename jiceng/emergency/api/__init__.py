"""Emergency for other programs."""

from jiceng.emergency.api import posts
from jiceng.web.api import Calls

routers: tuple[Calls, ...] = (posts.calls,)

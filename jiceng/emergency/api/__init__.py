"""Emergency for other programs."""

from jiceng.web.api import Calls

routers: tuple[Calls, ...] = ()

"""Economy at the desk."""

from jiceng.economy.desk import market, orders

urlpatterns = [*orders.urlpatterns, *market.urlpatterns]

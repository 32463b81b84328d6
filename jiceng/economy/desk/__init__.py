"""Economy at the desk."""

from jiceng.economy.desk import (
    fair_sales,
    fair_stalls,
    fairs,
    market,
    orders,
    producer_imports,
    producers,
)

urlpatterns = [
    *producer_imports.urlpatterns,
    *producers.urlpatterns,
    *fairs.urlpatterns,
    *fair_stalls.urlpatterns,
    *fair_sales.urlpatterns,
    *orders.urlpatterns,
    *market.urlpatterns,
]

"""Economy at the desk."""

from jiceng.economy.desk import (
    fair_sales,
    fair_stalls,
    fairs,
    producer_imports,
    producers,
)

urlpatterns = [
    *producer_imports.urlpatterns,
    *producers.urlpatterns,
    *fairs.urlpatterns,
    *fair_stalls.urlpatterns,
    *fair_sales.urlpatterns,
]

"""Economy at the desk."""

from jiceng.economy.desk import (
    business_environment,
    companies,
    fair_sales,
    fair_stalls,
    fairs,
    lead,
    leads,
    market,
    order_figures,
    orders,
    producer_imports,
    producers,
    promises,
    relief_books,
    relief_policies,
    reliefs,
)

urlpatterns = [
    *companies.urlpatterns,
    *leads.urlpatterns,
    *lead.urlpatterns,
    *promises.urlpatterns,
    *business_environment.urlpatterns,
    *relief_policies.urlpatterns,
    *relief_books.urlpatterns,
    *reliefs.urlpatterns,
    *producer_imports.urlpatterns,
    *producers.urlpatterns,
    *fairs.urlpatterns,
    *fair_stalls.urlpatterns,
    *fair_sales.urlpatterns,
    *order_figures.urlpatterns,
    *orders.urlpatterns,
    *market.urlpatterns,
]

"""What residents, companies and buyers see of economy. Nothing here needs an account."""

from django.urls import path

from jiceng.economy.portal import companies, fairs, market, orders, reliefs

urlpatterns = [
    path("companies", companies.page, name="portal_company"),
    path("relief", reliefs.policies),
    path("relief/notices", reliefs.notices),
    path("relief/applications", reliefs.follow),
    path("relief/<slug:key>", reliefs.one),
    path("fairs", fairs.listed, name="portal_fairs"),
    path("fairs/points.json", fairs.geojson),
    path("fairs/<str:number>", fairs.one),
    path("market", market.listed, name="portal_market"),
    path("market/order", orders.new),
    path("market/orders", orders.track),
    path("market/<str:number>", market.one),
]

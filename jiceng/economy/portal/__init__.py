"""What residents, companies and buyers see of economy. Nothing here needs an account."""

from django.urls import path

from jiceng.economy.portal import market, orders

urlpatterns = [
    path("market", market.listed, name="portal_market"),
    path("market/order", orders.new),
    path("market/orders", orders.track),
    path("market/<str:number>", market.one),
]

"""Economy at the desk."""

from jiceng.economy.desk import relief_books, relief_policies, reliefs

urlpatterns = [
    *relief_policies.urlpatterns,
    *relief_books.urlpatterns,
    *reliefs.urlpatterns,
]

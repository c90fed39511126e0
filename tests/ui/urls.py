"""The product's addresses with the gallery among them, wherever the product mounts it."""

from django.urls import include, path

from goodstanding.config.urls import handler400, handler403, handler404, handler500
from goodstanding.config.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("kit/", include("goodstanding.ui.urls")), *product]

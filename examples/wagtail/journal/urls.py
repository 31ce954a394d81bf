"""Which address is what."""

from django.contrib.auth.views import LoginView
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from . import charte

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("connexion/", LoginView.as_view(), name="login"),
    path("jeton", charte.token, name="charte_token"),
    path("", include(wagtail_urls)),
]

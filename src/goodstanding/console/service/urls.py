"""Addresses of the service levels: what was kept, calendars, policies, leads."""

from django.urls import path

from goodstanding.console.service import calendars, leads, policies, report

urlpatterns = [
    path("", report.show, name="service"),
    path("report.csv", report.export, name="service-report-csv"),
    path("promises/", report.promises, name="service-promises"),
    path("calendars/", calendars.listing, name="service-calendars"),
    path("calendars/stores/", calendars.set_store, name="service-store-calendar"),
    path("calendars/new/", calendars.new, name="service-calendar-new"),
    path("calendars/<slug:code>/", calendars.edit, name="service-calendar"),
    path("calendars/<slug:code>/removal/", calendars.remove, name="service-calendar-removal"),
    path("policies/", policies.listing, name="service-policies"),
    path("policies/new/", policies.new, name="service-policy-new"),
    path("policies/<slug:code>/", policies.edit, name="service-policy"),
    path("policies/<slug:code>/place/", policies.move, name="service-policy-place"),
    path("policies/<slug:code>/removal/", policies.remove, name="service-policy-removal"),
    path("leads/", leads.listing, name="service-leads"),
]

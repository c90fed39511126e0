"""Addresses of the associates' case pages."""

from django.urls import path

from goodstanding.console.cases import arranging, detail, queue

urlpatterns = [
    path("", queue.listing, name="cases-queue"),
    path("<str:ref>/", detail.show, name="cases-detail"),
    path("<str:ref>/answers/", detail.answer, name="cases-answers"),
    path("<str:ref>/notes/", detail.note, name="cases-notes"),
    path("<str:ref>/draft/", detail.save_draft, name="cases-draft"),
    path("<str:ref>/assignment/", detail.assign, name="cases-assignment"),
    path("<str:ref>/handling/", detail.handle, name="cases-handling"),
    path("<str:ref>/description/", detail.describe, name="cases-description"),
    path("<str:ref>/links/", detail.link, name="cases-links"),
    path("<str:ref>/links/removal/", arranging.unlink, name="cases-unlink"),
    path("<str:ref>/merge/", arranging.merge, name="cases-merge"),
    path("<str:ref>/split/", arranging.split, name="cases-split"),
    path("<str:ref>/shelf/", arranging.put_away, name="cases-shelf"),
    path("<str:ref>/undo/", arranging.undo, name="cases-undo"),
    path("<str:ref>/reopening/", detail.reopen, name="cases-reopening"),
    path("<str:ref>/upload/", detail.upload, name="cases-upload"),
    path("<str:ref>/files/<str:file_ref>/", detail.download, name="cases-file"),
]

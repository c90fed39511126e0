"""Addresses of the associates' case pages."""

from django.urls import path

from goodstanding.console.cases import arranging, beside, detail, erasing, keeping, load, mails, problems, queue

urlpatterns = [
    path("", queue.listing, name="cases-queue"),
    path("erasure/", erasing.erase, name="cases-erasure"),
    path("problems/", problems.listing, name="cases-problems"),
    path("problems/<str:ref>/", problems.show, name="cases-problem"),
    path("problems/<str:ref>/cases/", problems.cases, name="cases-problem-cases"),
    path("problems/<str:ref>/answers/", problems.answer, name="cases-problem-answers"),
    path("problems/<str:ref>/closing/", problems.close, name="cases-problem-closing"),
    path("workload/", load.workload, name="cases-workload"),
    path("mentions/", load.mentions_read, name="cases-mentions"),
    path("tags/", keeping.tags, name="cases-tags"),
    path("tags/names/", keeping.tag_names, name="cases-tag-names"),
    path("<str:ref>/", detail.show, name="cases-detail"),
    path("<str:ref>/beside/", beside.show, name="cases-beside"),
    path("<str:ref>/company/", detail.company, name="cases-company"),
    path("<str:ref>/later/", keeping.stop_later, name="cases-later"),
    path("<str:ref>/snooze/", keeping.snooze, name="cases-snooze"),
    path("<str:ref>/tags/", keeping.tag, name="cases-tag"),
    path("<str:ref>/fields/", keeping.fill_in, name="cases-fields"),
    path("<str:ref>/messages/<int:number>/mail/", mails.whole, name="cases-mail"),
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

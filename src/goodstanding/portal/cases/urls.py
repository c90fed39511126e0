"""Addresses of the case pages."""

from django.urls import path

from goodstanding.portal.cases import contact, detail, export, likeness, log, mails, marks, search_help
from goodstanding.portal.casework import rating

urlpatterns = [
    path("", log.listing, name="cases-list"),
    path("new/", contact.choose, name="cases-new"),
    path("new/files/", contact.upload, name="cases-upload"),
    path("new/preview/", contact.preview, name="cases-preview"),
    path("export.csv", export.log_csv, name="cases-export"),
    path("search/", search_help.search_help, name="cases-search-help"),
    path("about/", likeness.about, name="cases-about"),
    path("new/<str:category>/", contact.write, name="cases-write"),
    path("new/<str:category>/draft/", contact.save_draft, name="cases-draft"),
    path("new/<str:category>/discard/", contact.discard_draft, name="cases-draft-discard"),
    path("new/<str:category>/hints/", contact.hints, name="cases-hints"),
    path("<str:case_ref>/", detail.show, name="cases-detail"),
    path("<str:case_ref>/history/", detail.history, name="cases-history"),
    path("<str:case_ref>/similar/", likeness.similar, name="cases-similar"),
    path("<str:case_ref>/opened/", detail.opened, name="cases-opened"),
    path("<str:case_ref>/print/", detail.printed, name="cases-print"),
    path("<str:case_ref>/messages/", detail.write, name="cases-messages"),
    path("<str:case_ref>/messages/<int:number>/mail/", mails.whole, name="cases-mail"),
    path("<str:case_ref>/draft/", detail.save_draft, name="cases-reply-draft"),
    path("<str:case_ref>/closure/", detail.close, name="cases-closure"),
    path("<str:case_ref>/rating/", rating.rate, name="cases-rating"),
    path("<str:case_ref>/reopening/", detail.reopen, name="cases-reopening"),
    path("<str:case_ref>/labels/", marks.label, name="cases-labels"),
    path("<str:case_ref>/watch/", marks.watching, name="cases-watch"),
    path("<str:case_ref>/agreements/", marks.agree, name="cases-agreements"),
    path("<str:case_ref>/agreements/<int:number>/", marks.settle, name="cases-agreement"),
    path("<str:case_ref>/guests/", marks.invite, name="cases-guests"),
    path("<str:case_ref>/guests/<str:guest_ref>/links/", marks.new_guest_link, name="cases-guest-link"),
    path("<str:case_ref>/guests/<str:guest_ref>/revocation/", marks.revoke, name="cases-guest-revocation"),
    path("<str:case_ref>/case-file/", export.case_file, name="cases-export-file"),
    path("<str:case_ref>/files/<str:file_ref>/", detail.download, name="cases-file"),
]

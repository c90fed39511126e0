from django.urls import path

from goodstanding.console.desk import bulk, first, macros, ruling

urlpatterns = [
    path("bulk/", bulk.listing, name="desk-bulk-list"),
    path("bulk/new/", bulk.choose, name="desk-bulk-new"),
    path("bulk/new/files/", bulk.upload, name="desk-bulk-upload"),
    path("bulk/<str:ref>/", bulk.detail, name="desk-bulk"),
    path("bulk/<str:ref>/files/<str:file_ref>/", bulk.file, name="desk-bulk-file"),
    path("bulk/<str:ref>/undo/", bulk.undo, name="desk-bulk-undo"),
    path("bulk/<str:ref>/stop/", bulk.stop, name="desk-bulk-stop"),
    path("bulk/<str:ref>/resumption/", bulk.go_on, name="desk-bulk-go-on"),
    path("macros/", macros.listing, name="desk-macros"),
    path("macros/for/<str:case_ref>/", macros.fitting, name="desk-macros-for"),
    path("macros/first/<str:seller_ref>/", first.fitting, name="desk-macros-first"),
    path("macros/<str:ref>/", macros.detail, name="desk-macro"),
    path("macros/<str:ref>/removal/", macros.removal, name="desk-macro-removal"),
    path("macros/<str:ref>/for/<str:case_ref>/", macros.words, name="desk-macro-words"),
    path("macros/<str:ref>/first/<str:seller_ref>/", first.words, name="desk-macro-first-words"),
    path("rules/", ruling.listing, name="desk-rules"),
    path("rules/matches/", ruling.matches, name="desk-rule-matches"),
    path("rules/<str:ref>/", ruling.detail, name="desk-rule"),
    path("rules/<str:ref>/on/", ruling.act, {"what": "on"}, name="desk-rule-on"),
    path("rules/<str:ref>/off/", ruling.act, {"what": "off"}, name="desk-rule-off"),
    path("rules/<str:ref>/up/", ruling.act, {"what": "up"}, name="desk-rule-up"),
    path("rules/<str:ref>/down/", ruling.act, {"what": "down"}, name="desk-rule-down"),
    path("rules/<str:ref>/removal/", ruling.act, {"what": "removal"}, name="desk-rule-removal"),
]

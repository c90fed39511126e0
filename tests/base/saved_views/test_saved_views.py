"""States of lists under a name: one click away, private or shared, on both sites."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.base.saved_views import queries, rules
from goodstanding.base.saved_views.models import SavedView
from goodstanding.base.timeline.models import Entry
from goodstanding.kit.errors import Invalid
from goodstanding.systems.sellers import actions as sellers
from tests.factories.cases import open_case
from tests.factories.saved_views import saved
from tests.world import Person, World, happenings

PORTAL, CONSOLE = "portal", "console"
SIDES = (PORTAL, CONSOLE)


class Side:
    """One of the two sites: its list, its page of views, who shares, who does not, who is a stranger."""

    def __init__(self, world: World, side: str) -> None:
        self.world, self.portal = world, side == PORTAL
        self.seller = world.harbour if self.portal else None
        base = f"/s/{world.harbour.ref}/" if self.portal else "/console/"
        self.list, self.views = f"{base}cases/", f"{base}views/cases-{'list' if self.portal else 'queue'}/"
        self.query = "priority=urgent&q=payout"
        self.sharer, self.colleague, self.stranger = (
            (world.alice, world.bob, world.mallory) if self.portal else (world.ada, world.sam, world.alice)
        )
        open_case(world, subject="Payout late")

    def saved(self, who: Person, name: str, **more: Any) -> SavedView:
        return saved(who, self.seller, name, at=self.world.now, **more)

    def page(self, who: Person, query: str = "view=all") -> str:
        answer = self.world.as_(who).get(f"{self.list}?{query}")
        assert answer.status_code == 200
        return answer.content.decode()

    def post(self, who: Person, path: str = "", **data: str) -> Any:
        return self.world.as_(who).post(f"{self.views}{path}", data)

    def names(self, who: Person) -> list[str]:
        place = SavedView.objects.all()[0].place if SavedView.objects.exists() else ""
        found = queries.views_of(who.actor, place, self.seller.account_id if self.seller else None)
        return [view.name for view in found]


@pytest.fixture(params=SIDES)
def side(request: pytest.FixtureRequest, world: World) -> Side:
    return Side(world, request.param)


def test_whoever_keeps_renames_or_removes_a_view_is_told_so_by_its_name(side: Side) -> None:
    client = side.world.as_(side.colleague)

    def after(path: str = "", **data: str) -> str:
        return client.post(f"{side.views}{path}", data, follow=True).content.decode()

    kept = after(name="Urgent payouts", query=side.query, starts="on")
    ref = SavedView.objects.get().ref
    replaced = after(name="Urgent payouts", query="priority=low", replace="on")
    renamed = after(f"{ref}/name/", name="Slow  ones")
    plain, started = after("plain/"), after(f"{ref}/start/")
    removed = after(f"{ref}/removal/")

    assert "The view “Urgent payouts” is saved. The list opens with it." in kept
    assert "The view “Urgent payouts” shows what the list shows now." in replaced
    assert "The view is called “Slow ones” now." in renamed
    assert "The list opens with all of it again." in plain
    assert "The list opens with “Slow ones” from now on." in started
    assert "The view “Slow ones” is removed." in removed


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("alice", "/s/{ref}/cases/"),
        ("alice", "/s/{ref}/orders/"),
        ("alice", "/s/{ref}/notifications/"),
        ("sam", "/console/cases/"),
        ("tess", "/console/performance/"),
        ("tess", "/console/performance/notifications/"),
        ("tess", "/console/sellers/"),
    ],
)
def test_what_a_form_sends_empty_is_taken_out_of_the_address_of_every_list(world: World, who: str, path: str) -> None:
    client, path = world.as_(getattr(world, who)), path.format(ref=world.harbour.ref)

    sent = client.get(f"{path}?q=mug&status=&sort=")
    empty = client.get(f"{path}?q=&status=")

    assert sent["Location"] == f"{path}?q=mug"
    assert empty["Location"] == path
    assert client.get(path).status_code == 200


def test_whoever_shares_a_view_or_stops_is_told_so(side: Side) -> None:
    view = side.saved(side.sharer, "Urgent payouts")
    client = side.world.as_(side.sharer)

    shared = client.post(f"{side.views}{view.ref}/sharing/", follow=True).content.decode()
    private = client.post(f"{side.views}{view.ref}/privacy/", follow=True).content.decode()

    assert "The view “Urgent payouts” is shared." in shared
    assert "The view “Urgent payouts” is no longer shared." in private


def test_what_the_list_shows_now_is_saved_under_a_name_and_one_click_away(side: Side) -> None:
    shown = side.page(side.colleague, side.query)
    kept = side.post(side.colleague, name="  Urgent   payouts ", query=f"?{side.query}&after=abc&status=")

    view = SavedView.objects.get()
    assert "Save this view" in shown
    assert (view.name, view.query) == ("Urgent payouts", side.query)
    assert kept["Location"] == f"{side.list}?{side.query}&view={view.ref}"
    again = side.page(side.colleague, f"{side.query}&view={view.ref}")
    link = f'?{side.query}&view={view.ref}"'.replace("&", "&amp;")
    assert f'<a href="{link} aria-current="page">' in again
    assert "Save this view" not in again
    assert Entry.objects.filter(subject_kind="view").count() == 0  # a private matter


def test_a_list_as_it_is_has_nothing_to_save_and_no_row(side: Side) -> None:
    before = happenings()

    page = side.page(side.colleague)
    refused = side.post(side.colleague, name="All", query="view=all&after=abc")

    assert "Save this view" not in page
    assert "Saved views" not in page
    assert refused.status_code == 422
    assert "Search, filter or sort it first" in refused.content.decode()
    assert (SavedView.objects.count(), happenings()) == (0, before)


def test_a_changed_view_offers_its_name_and_asks_before_it_is_replaced(side: Side) -> None:
    view = side.saved(side.colleague, "Payouts", query="q=payout")
    changed = side.page(side.colleague, f"q=bank&view={view.ref}")
    assert 'name="name" value="Payouts"' in changed

    asked = side.post(side.colleague, name="Payouts", query="q=bank")
    view.refresh_from_db()
    assert asked.status_code == 409
    assert "There is already a view called “Payouts”" in asked.content.decode()
    assert view.query == "q=payout"

    side.post(side.colleague, name="Payouts", query="q=bank", replace="on")
    view.refresh_from_db()
    assert (view.query, SavedView.objects.count()) == ("q=bank", 1)


def test_a_private_view_is_nobody_elses(side: Side) -> None:
    view = side.saved(side.sharer, "Alone", query="q=mine")
    before = happenings()

    tried = [
        side.post(who, f"{view.ref}/{what}/", name="Yours").status_code
        for who in (side.colleague, side.stranger)
        for what in ("name", "up", "sharing", "privacy", "start", "removal")
    ]

    assert set(tried) == {404}
    assert "Alone" not in side.page(side.colleague, "q=x")
    assert side.world.as_(side.stranger).get(side.views).status_code == 404
    view.refresh_from_db()
    assert (view.name, view.shared, happenings()) == ("Alone", False, before)


def test_a_shared_view_stands_after_ones_own_for_the_whole_side_and_is_on_record(side: Side) -> None:
    view = side.saved(side.sharer, "Shared one", query="q=shared")
    side.saved(side.colleague, "Own one", query="q=own")

    side.post(side.sharer, f"{view.ref}/sharing/")

    assert side.names(side.colleague) == ["Own one", "Shared one"]
    page = side.page(side.colleague)
    assert page.index("Own one") < page.index("Shared one")
    entry = Entry.objects.get(verb="view.shared")
    assert (entry.subject_id, entry.data["name"], entry.staff_only) == (view.ref, "Shared one", not side.portal)
    assert entry.seller_id == (side.seller.pk if side.seller else None)


def test_only_those_who_share_look_after_shared_views(side: Side) -> None:
    view = side.saved(side.sharer, "Shared one", shared=True)
    own = side.saved(side.colleague, "Own one")
    before = happenings()

    tried = [
        side.post(side.colleague, f"{view.ref}/{what}/", name="Other").status_code
        for what in ("name", "up", "down", "privacy", "removal")
    ]
    tried += [
        side.post(side.colleague, f"{own.ref}/sharing/").status_code,
        side.post(side.colleague, name="A third", query="q=3", shared="on").status_code,
    ]

    assert set(tried) == {403}
    assert 'name="shared"' not in side.page(side.colleague, "q=y")
    assert 'name="shared"' in side.page(side.sharer, "q=y")
    assert (side.names(side.colleague), happenings()) == (["Own one", "Shared one"], before)


def test_views_are_renamed_moved_given_back_and_removed(side: Side) -> None:
    one, two = (side.saved(side.sharer, name, shared=True) for name in ("One", "Two"))

    side.post(side.sharer, f"{two.ref}/up/")
    assert side.names(side.colleague) == ["Two", "One"]
    side.post(side.sharer, f"{one.ref}/name/", name="Eins")
    assert side.names(side.colleague) == ["Two", "Eins"]
    taken = side.post(side.sharer, f"{one.ref}/name/", name="Two")
    assert (taken.status_code, side.names(side.colleague)) == (409, ["Two", "Eins"])
    side.post(side.sharer, f"{one.ref}/privacy/")
    assert (side.names(side.colleague), side.names(side.sharer)) == (["Two"], ["Eins", "Two"])
    side.post(side.sharer, f"{two.ref}/removal/")
    assert side.names(side.sharer) == ["Eins"]

    verbs = list(Entry.objects.filter(subject_kind="view").order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "view.shared", "view.shared", "view.moved", "view.renamed", "view.made_private", "view.removed",
    ]  # fmt: skip


def test_a_list_opens_with_the_view_chosen_as_start_until_it_is_left(side: Side) -> None:
    client = side.world.as_(side.colleague)
    side.post(side.colleague, name="Payouts", query="q=payout", starts="on")
    view = SavedView.objects.get()

    opened = client.get(side.list)
    assert (opened.status_code, opened["Location"]) == (302, f"{side.list}?q=payout&view={view.ref}")
    # Every filter taken away, or the whole list chosen: it stays there.
    assert f'href="?view={view.ref}"' in side.page(side.colleague, f"q=payout&view={view.ref}")
    assert client.get(f"{side.list}?view=all").status_code == 200
    assert side.world.as_(side.sharer).get(side.list).status_code == 200  # nobody else's start

    side.post(side.colleague, "plain/")
    assert client.get(side.list).status_code == 200


def test_a_start_ends_for_others_when_the_view_is_no_longer_shared(side: Side) -> None:
    view = side.saved(side.sharer, "Shared one", shared=True)
    for who in (side.colleague, side.sharer):
        side.post(who, f"{view.ref}/start/")

    side.post(side.sharer, f"{view.ref}/privacy/")

    assert side.world.as_(side.colleague).get(side.list).status_code == 200
    assert side.world.as_(side.sharer).get(side.list).status_code == 302


def test_there_is_room_for_thirty(side: Side) -> None:
    for n in range(queries.MOST):
        side.saved(side.colleague, f"View {n}")

    refused = side.post(side.colleague, name="One more", query="q=more")

    assert refused.status_code == 409
    assert "There are already 30 views" in refused.content.decode()
    assert len(side.names(side.colleague)) == queries.MOST


def test_an_associate_who_views_as_a_seller_sees_the_teams_views_and_writes_none(world: World) -> None:
    side = Side(world, PORTAL)
    side.saved(world.alice, "Team", shared=True)
    side.saved(world.alice, "Alice alone")
    sellers.start_viewing(actor=world.sam.actor, seller_ref=world.harbour.ref, reason="Looks empty.", at=world.now)
    before = happenings()

    page = side.page(world.sam, "q=x")
    refused = side.post(world.sam, name="Sam", query="q=sam")

    assert "Team" in page
    assert "Alice alone" not in page
    assert "Save this view" not in page
    assert (refused.status_code, happenings(), SavedView.objects.count()) == (403, before, 2)


def test_a_view_of_one_list_is_not_found_under_another(side: Side) -> None:
    view = side.saved(side.colleague, "Payouts")
    other = side.views.replace("cases-list", "orders").replace("cases-queue", "sellers-list")
    client = side.world.as_(side.colleague)

    assert client.post(f"{other}{view.ref}/removal/").status_code == 404
    assert client.get(f"{side.views}{view.ref}/removal/").status_code == 405
    assert client.get(side.views.replace("cases-", "nothing-")).status_code == 404
    assert SavedView.objects.count() == 1


def test_names_and_filters_cannot_become_markup(side: Side) -> None:
    side.post(side.colleague, name="<b>x</b>", query='q="><script>')

    page = side.page(side.colleague)
    manage = side.world.as_(side.colleague).get(side.views).content.decode()

    for text in (page, manage):
        assert "<b>x" not in text
        assert "&lt;b&gt;x" in text
        assert "><script>&" not in text


def test_the_form_needs_the_token_of_its_page(side: Side) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(side.colleague.user, backend="goodstanding.base.people.backends.HouseBackend")

    assert client.post(side.views, {"name": "x", "query": "q=x"}).status_code == 403
    page = client.get(f"{side.list}?q=x").content.decode()
    form = page.partition("<summary>Save this view</summary>")[2]
    token = form.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert client.post(side.views, {"name": "x", "query": "q=x", "csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize(
    "address", ["/s/{ref}/orders/?q=x", "/s/{ref}/notifications/?q=x", "/console/sellers/?q=x", "/console/performance/?q=x",
                "/console/performance/notifications/?q=x"],
)  # fmt: skip
def test_other_lists_have_the_row_too(world: World, address: str) -> None:
    who = world.ada if address.startswith("/console") else world.alice

    page = world.as_(who).get(address.format(ref=world.harbour.ref)).content.decode()

    assert "Save this view" in page


def test_the_database_keeps_names_apart(world: World) -> None:
    view = saved(world.ada, None, "One", at=world.now)
    view.pk, view.ref = None, "OTHER-REF"

    with pytest.raises(IntegrityError), transaction.atomic():
        view.save()


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=20), max_size=8))
def test_the_kept_form_is_the_same_however_often_it_is_made(pairs: dict[str, str]) -> None:
    given_in = urlencode(list(pairs.items()), errors="replace")
    turned = urlencode(list(reversed(pairs.items())), errors="replace")

    kept = rules.canonical(given_in)

    assert rules.canonical(kept) == kept == rules.canonical(f"?{turned}&after=x&view=all")


@pytest.mark.parametrize("query", ["", "?", "after=x&before=y&view=z", "q=+", "&".join(f"q{n}=1" for n in range(99))])
def test_nothing_to_keep_is_refused(query: str) -> None:
    with pytest.raises(Invalid):
        rules.clean_query(query)


def test_too_much_to_keep_is_refused() -> None:
    with pytest.raises(Invalid):
        rules.clean_query("q=" + "x" * 2_000)

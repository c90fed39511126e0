"""What can be searched for: every operator this reader has, each example a search that works."""

from __future__ import annotations

import re
from html import unescape

from tests.factories.cases import open_case
from tests.world import Person, World


def help_page(world: World, by: Person) -> str:
    page = world.as_(by).get(f"/s/{world.harbour.ref}/cases/search/")
    assert page.status_code == 200
    return unescape(page.content.decode())


def test_the_log_leads_to_what_can_be_searched_for(world: World) -> None:
    open_case(world)
    client = world.as_(world.alice)

    for query in ("", "?q=nothinglikethis"):
        log = client.get(f"/s/{world.harbour.ref}/cases/{query}").content.decode()
        assert f'href="/s/{world.harbour.ref}/cases/search/"' in log


def test_every_example_is_read_as_written(world: World) -> None:
    open_case(world)
    client = world.as_(world.alice)

    links = re.findall(r'class="mono" href="([^"]+\?q=[^"]+)"', help_page(world, world.alice))

    assert len(links) > 30
    for link in links:
        found = client.get(link)
        text = unescape(found.content.decode())
        assert found.status_code == 200, link
        assert "was left out" not in text, link
        assert "is nothing to search by" not in text, link


def test_nobody_is_told_of_operators_of_the_other_side(world: World) -> None:
    text = help_page(world, world.bob)

    for operator in ("label:", "is:", "status:", "opened:", "has:"):
        assert f"<b>{operator}</b>" in text
    for operator in ("assignee:", "tag:", "queue:", "seller:", "store:"):
        assert f"<b>{operator}</b>" not in text

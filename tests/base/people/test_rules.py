import pytest

from goodstanding.base.people.rules import address_prefix, checked_roles, describe_device
from goodstanding.kit.actors import StaffRole
from goodstanding.kit.errors import Invalid


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        (" 127.0.0.1 ", "127.0.0.0/24"),
        ("not an address", ""),
        ("", ""),
    ],
)
def test_only_the_network_of_an_address_is_kept(address: str, prefix: str) -> None:
    assert address_prefix(address) == prefix


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1 Version/17.5 Safari/605.1", "Safari on macOS"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "curl"),
        ("", "an unknown browser"),
    ],
)
def test_a_browser_is_named_in_words(user_agent: str, words: str) -> None:
    assert describe_device(user_agent) == words


def test_roles_come_in_one_order_and_once() -> None:
    assert checked_roles(["reviewer", "support", "support"]) == [StaffRole.SUPPORT, StaffRole.REVIEWER]


@pytest.mark.parametrize("roles", [[], ["king"]])
def test_an_associate_needs_a_known_role(roles: list[str]) -> None:
    with pytest.raises(Invalid):
        checked_roles(roles)

"""Who signs in to the demo marketplace, and who else works there."""

from __future__ import annotations

from dataclasses import dataclass

from goodstanding.kit.actors import SellerRole, StaffRole


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the demo. `sign_in` is the role under which the sign-in is printed, empty for those who only act."""

    key: str
    name: str
    email: str
    sign_in: str = ""
    seller: str = ""
    seller_role: SellerRole = SellerRole.OWNER
    staff_role: StaffRole | None = None


PEOPLE = (
    Someone("henry", "Henry Tillman", "henry@tillbrook.example", "seller-healthy", "tillbrook"),
    Someone("alice", "Alice Moreno", "alice@harbour-lane.example", "seller-at-risk", "harbour-lane"),
    Someone("petra", "Petra Holm", "petra@pellworth.example", "seller-suspended", "pellworth"),
    Someone(
        "bob", "Bob Whitlock", "bob@harbour-lane.example", "seller-read-only", "harbour-lane", SellerRole.READ_ONLY
    ),
    Someone("sam", "Sam Okoye", "sam@northmarket.example", "support", staff_role=StaffRole.SUPPORT),
    Someone("tess", "Tess Lindgren", "tess@northmarket.example", "reviewer", staff_role=StaffRole.REVIEWER),
    Someone("fred", "Fred Baumann", "fred@northmarket.example", "finance", staff_role=StaffRole.FINANCE),
    Someone("ada", "Ada Kowal", "ada@northmarket.example", "administrator", staff_role=StaffRole.ADMINISTRATOR),
    Someone("uma", "Uma Castell", "uma@northmarket.example", staff_role=StaffRole.SUPPORT),
    Someone("tom", "Tom Arnaud", "tom@northmarket.example", staff_role=StaffRole.REVIEWER),
    Someone("nora", "Nora Feld", "nora@northmarket.example", staff_role=StaffRole.REVIEWER),
    Someone("sally", "Sally Marsh", "sally@saltmarsh.example", seller="saltmarsh"),
    Someone("ben", "Ben Ackroyd", "ben@brackenfell.example", seller="brackenfell"),
    Someone("grace", "Grace Tolland", "grace@sparrowgate.example", seller="sparrowgate"),
    Someone("lina", "Lina Vahl", "lina@linnet-vale.example", seller="linnet-vale"),
)
BY_KEY = {someone.key: someone for someone in PEOPLE}
SIGN_INS = tuple(someone for someone in PEOPLE if someone.sign_in)

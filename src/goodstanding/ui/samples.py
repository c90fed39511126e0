"""Made-up content for the gallery. The instant is fixed, so that two screenshots of the gallery can be compared."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from django import forms
from django.urls import reverse

from goodstanding.ui.charts import Number, Point, Share
from goodstanding.ui.frame import Banner, Brand, Crumb, Frame, MenuItem, NavGroup, NavItem, Tab, Who
from goodstanding.ui.tables import Choice, Column, Filter, Sort, Table

NOW = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def frame(current: str) -> Frame:
    """The frame of a seller who has three things to do."""

    def item(label: str, icon: str, **more: object) -> NavItem:
        name = str(more.pop("page", ""))
        url = reverse("ui:sample", args=[name]) if name else "#"
        return NavItem(label=label, icon=icon, url=url, current=bool(name) and name == current, **more)  # type: ignore[arg-type] # a sample's shorthand

    first = NavGroup(
        items=(
            item("Home", "house", page="home", count=3, due=True, key="h"),
            item("Account health", "activity", page="health", key="a"),
            item("Notifications", "bell", count=1, due=True, key="n"),
            item("Cases", "life-buoy", page="case", count=2, key="c"),
            item("Messages", "message-square", count=4, key="m"),
            item("Feedback", "star"),
        )
    )
    second = NavGroup(
        items=(
            item("Orders", "package", page="orders", key="o"),
            item("Listings", "tag"),
            item("Payments", "landmark"),
            item("Tax", "file-text"),
        )
    )
    third = NavGroup(
        items=(
            item("Help", "book-open", page="empty"),
            NavItem(label="Gallery", icon="layout-grid", url=reverse("ui:gallery"), current=current == "gallery"),
        )
    )
    menu = (
        MenuItem(label="Account and team", url="#"),
        MenuItem(label="Signing in and security", url="#"),
        MenuItem(label="Sign out", url="#", post=True),
    )
    banner = Banner(text="You are looking at this account as Mara sees it. Nothing can be changed.", tone="waiting")
    return Frame(
        brand=Brand(name="Goodstanding", home_url=reverse("ui:sample", args=["home"])),
        nav=(first, second, third),
        who=Who(name="Harbour Lane Ceramics", sub="Mara Lind, finance", menu=menu),
        banners=(banner,) if current == "orders" else (),
        search_url="#",
        search_hint="Search cases, orders, SKUs, help",
        palette_url=reverse("ui:palette"),
    )


@dataclass(frozen=True, slots=True)
class SampleMetric:
    """One row of the health page."""

    title: str
    counts: str
    numerator: int
    denominator: int
    target: Fraction
    condition: str
    state: str
    word: str
    outlook: str
    history: tuple[Number | None, ...]


def metrics() -> list[SampleMetric]:
    late = _thousandths(21, 22, 21, 23, 22, 25, 33, 45, 53, 51, 51)
    return [
        SampleMetric("Late shipment rate", "41 of 804 orders, last 30 days", 41, 804, Fraction(4, 100), "under", "over",
                     "Over", "Back under about 6 Dec if none is added", late),
        SampleMetric("Late shipment rate", "3 of 261 orders, last 10 days", 3, 261, Fraction(4, 100), "under", "good",
                     "Good", "Recovered on 20 Nov", _thousandths(21, 24, 36, 58, 88, 80, 64, 41, 30, 18, 11)),
        SampleMetric("Order defect rate", "6 of 1,544 orders, 60 days to 7 Nov", 6, 1544, Fraction(1, 100), "under",
                     "good", "Good", "9 more would cross it", _thousandths(5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4)),
        SampleMetric("Pre-fulfilment cancel rate", "3 of 188 orders, last 7 days", 3, 188, Fraction(25, 1000), "under",
                     "close", "Close", "1 more would cross it", _thousandths(6, 7, 6, 9, 8, 10, None, 12, 14, 16, 16)),
        SampleMetric("Valid tracking rate", "771 of 783 packages, 30 days to 8 Nov", 771, 783, Fraction(95, 100),
                     "over", "good", "Good", "", _thousandths(983, 984, 983, 985, 984, 985, 985, 984, 985, 985, 985)),
        SampleMetric("Invoice defect rate", "no business orders, 7 days", 0, 0, Fraction(5, 100), "under", "none",
                     "None", "", ()),
    ]  # fmt: skip


def _thousandths(*values: int | None) -> tuple[Number | None, ...]:
    return tuple(None if value is None else Fraction(value, 1000) for value in values)


def trend_points() -> list[Point]:
    """Ninety days with a weekend storm in them and two days that nobody counted."""
    first = date(2026, 8, 25)
    points = []
    for i in range(90):
        late = 17 + (i * 7) % 5 + (max(0, i - 70) * 2 if i < 82 else 24)
        total = 790 + (i * 13) % 40
        gone = i in (33, 34)
        points.append(
            Point(
                first + timedelta(days=i),
                None if gone else Fraction(late, total),
                "" if gone else f"{late} of {total}",
            )
        )
    return points


def causes() -> list[Share]:
    return [
        Share("Carrier Northpost, 9 to 13 Nov", Fraction(71, 100), Fraction(18, 100), "strike declared: 23 orders excused"),
        Share("SKU HL-TEAPOT-09", Fraction(15, 100), Fraction(4, 100), "out of stock on 3 days"),
        Share("Ordered on Fridays", Fraction(16, 100), Fraction(15, 100)),
    ]  # fmt: skip


ORDERS = Table(
    columns=(
        Column(label="Order", sort="ref"),
        Column(label="Ship by", sort="ship_by", hint="their time zone"),
        Column(label="Standing"),
        Column(label="Items", sort="items", num=True, descending_first=True),
        Column(label="Total", sort="total", num=True, descending_first=True),
    ),
    default_sort=Sort("ship_by"),
    filters=(
        Filter(param="q", label="Words", placeholder="Order, SKU, buyer's words"),
        Filter(
            param="state",
            label="Standing",
            choices=(
                Choice(value="late", label="Left late", count=41),
                Choice(value="fine", label="On time", count=763),
            ),
        ),
        Filter(param="since", label="Since", kind="date"),
    ),
)


@dataclass(frozen=True, slots=True)
class SampleOrder:
    ref: str
    ship_by: datetime
    state: str
    word: str
    note: str
    items: int
    total: str


def orders(number: int = 25) -> list[SampleOrder]:
    kinds = [
        ("over", "Left late", "shipped 31 h after the ship-by date"),
        ("good", "On time", "shipped 5 h before"),
        ("good", "On time", "shipped 22 h before"),
        ("waiting", "Not shipped", "the carrier has not scanned it yet"),
        ("none", "Cancelled", "by the buyer, does not count"),
    ]
    return [
        SampleOrder(
            f"118-{204 + i}", NOW - timedelta(hours=11 * i - 9), *kinds[i * 3 % 5], 1 + i % 4, f"{19 + i * 7}.90"
        )
        for i in range(number)
    ]


class SampleForm(forms.Form):
    """One field of each kind."""

    subject = forms.CharField(max_length=120, help_text="Name the order and what should happen.")
    category = forms.ChoiceField(choices=[("", "Choose …"), ("tracking", "Tracking"), ("refund", "Refund")])
    order_day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    story = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), label="What happened")
    urgency = forms.ChoiceField(
        choices=[("today", "Today"), ("week", "This week"), ("any", "No hurry")], widget=forms.RadioSelect
    )
    channels = forms.MultipleChoiceField(
        choices=[("mail", "E-mail"), ("app", "In the app")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agree = forms.BooleanField(label="The facts above are complete, as far as I know")


@dataclass(frozen=True, slots=True)
class SampleFile:
    name: str
    url: str
    size: int
    kind: str = ""
    is_picture: bool = False


FILES = [SampleFile("invoice-118-204.pdf", "#", 86_240), SampleFile(f"{LONG_WORD}-scan.jpg", "#", 2_411_724)]

OLD_PLAN = """Orders left late because we were busy.
We will ship faster.
The carrier was on strike.

We hope this is enough."""

NEW_PLAN = """29 of 41 orders left late because Northpost was on strike from 9 to 13 November.
We will ship with Parcelway whenever Northpost announces a strike.
The carrier was on strike.
Since 14 November every order is scanned at the door.

We hope this is enough."""

WORDS = """The buyer's claim on order **118-204** was granted on 19 November.

- Tracking NP 9921 4410 shows delivery on 14 November, 11:32.
- 47.90 USD were taken from the payout of 27 November.

The carrier's page: [scan history](https://example.com/scan). <b>Pasted markup</b> stays text."""

TABS = [
    Tab(label="All", url="#all", count=31, current=True),
    Tab(label="Waits for you", url="#you", count=2),
    Tab(label="Waits for us", url="#us", count=0),
    Tab(label="Closed", url="#closed"),
]

CRUMBS = [Crumb(label="Cases", url="#"), Crumb(label="4K7-2QX")]

PALETTE = [
    {"label": "Case 4K7-2QX: proof of delivery", "sub": "Cases", "url": "#"},
    {"label": "Notification on late shipments", "sub": "due in 19 h", "url": "#"},
    {"label": "Order 118-204", "sub": "Orders", "url": "#"},
]

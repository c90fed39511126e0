"""Shapes of a real marketplace, rounded.

Measured once on a public sample of 4,000 marketplace orders (Olist, Brazil, 2016 to 2018): only these summary figures were
kept, no row of it is here. Quantile tables run from the smallest to the largest value in equal steps of probability; the
last steps are cut so that an order's life ends within `LIFE_DAYS`. How often things happen (shares of late orders, of
buyers who leave feedback, claims, cancellations) is our own choice: the sample's would put every seller beyond the targets.
"""

from __future__ import annotations

# Hand-over to the carrier in time: which part of the time allowed was used, in thousandths.
HANDOVER_SHARE = (
    20, 70, 111, 142, 165, 189, 217, 247, 282, 312, 348, 394, 442, 485, 531, 583, 642, 715, 802, 899, 995,
)  # fmt: skip
# Hand-over after the ship-by: how many minutes late.
HANDOVER_LATE_MINUTES = (
    12, 68, 158, 222, 302, 467, 598, 772, 913, 1175, 1408, 1682, 2071, 2805, 4327, 5165, 6867, 8734, 11184,
)  # fmt: skip
# Delivery by the promised day: which part of the time from hand-over to promise was used, in thousandths.
DELIVERY_SHARE = (
    60, 89, 128, 159, 190, 216, 241, 267, 290, 313, 339, 364, 393, 423, 459, 505, 563, 627, 717, 861, 980,
)  # fmt: skip
# Delivery after the promised day: how many hours late.
DELIVERY_LATE_HOURS = (
    24, 42, 46, 67, 87, 110, 117, 139, 160, 168, 189, 207, 230, 240, 266, 305, 359, 427, 527,
)  # fmt: skip
# A package handed over late is delivered late in 20 % of cases (6 % when handed over in time).
LATE_DELIVERY_AFTER_LATE_HANDOVER_BPS = 2_000

# Stars one to five, in thousandths, by days of delivery after the promise; the last row is for what never arrived.
STARS_BY_DELAY = (
    (0, (66, 28, 82, 201, 623)),
    (3, (206, 63, 127, 302, 302)),
    (7, (568, 86, 136, 111, 99)),
    (14, (736, 111, 69, 28, 56)),
    (10_000, (692, 154, 96, 38, 20)),
)
STARS_UNDELIVERED = (663, 79, 119, 59, 80)
# Share of ratings with a text, in ten-thousandths, for one to five stars.
TEXT_BPS = (0, 7_700, 6_300, 4_200, 3_000, 3_700)
# Hours from delivery to the rating.
RATING_AFTER_HOURS = (2, 28, 29, 35, 41, 49, 70, 78, 91, 134, 340)

# Share of the week's orders by weekday (Monday first) and of the day's by hour, in thousandths of an even share.
WEEKDAY = (1134, 1071, 1134, 1029, 1008, 833, 791)
HOUR_WEIGHTS = (26, 13, 5, 4, 4, 2, 5, 10, 32, 46, 57, 70, 53, 73, 68, 68, 69, 63, 54, 54, 65, 66, 57, 39)
# Price relative to the median price, in thousandths.
PRICE = (
    160,
    215,
    305,
    387,
    465,
    532,
    625,
    679,
    787,
    880,
    1000,
    1133,
    1267,
    1393,
    1587,
    1733,
    2000,
    2400,
    3050,
    4750,
    9000,
)
# Orders with one, two and three lines, in thousandths.
LINES = (905, 78, 17)

LIFE_DAYS = 100

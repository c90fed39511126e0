"""The associate's home: what is due next in the queues she works."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from goodstanding.console.doors import StaffRequest, staff_page
from goodstanding.console.home.desk import due_next, shelves
from goodstanding.console.home.rows import desk_lines
from goodstanding.systems.cases import queries as cases
from goodstanding.systems.sellers import queries as sellers
from goodstanding.systems.sellers.states import Standing
from goodstanding.systems.sellers.words import STANDING_MARKS, STANDING_WORDS


@staff_page()
def home(request: StaffRequest) -> HttpResponse:
    """What to take up next, how much waits in each queue, and how the sellers stand."""
    actor, now = request.actor, request.now
    counts, items = sellers.standing_counts(actor), due_next(actor, now)
    context = {
        "first": items[0].title if items else "",
        "items": desk_lines(items, now),
        "mentions": cases.new_mentions(actor),
        "held": cases.held_answers_of(actor),
        "shelves": shelves(actor, now),
        "standings": [
            (s, STANDING_WORDS[s], STANDING_MARKS[s], counts.get(s, 0)) for s in Standing if counts.get(s, 0)
        ],
    }
    return render(request, "console/home/home.html", context)

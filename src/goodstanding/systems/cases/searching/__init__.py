"""Searching cases: what of a case can be found by whom, and what may be said in the search box."""

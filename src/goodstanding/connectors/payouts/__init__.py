"""Our own format of payouts: one JSON object a line, docs/systems/payouts.md."""

"""What runs by the clock: a task and how often, in seconds. The worker only queues these; a missed turn is not made up for."""

from __future__ import annotations

MINUTE = 60
HOUR = 60 * MINUTE

SCHEDULE: tuple[tuple[str, int], ...] = (
    ("goodstanding.systems.health.tasks.tick", 30),
    ("goodstanding.systems.health.tasks.judge_everybody", HOUR),
    ("goodstanding.systems.performance.tasks.watch_deadlines", MINUTE),
    ("goodstanding.systems.cases.tasks.wake_cases", MINUTE),
    ("goodstanding.systems.escalation.tasks.watch_clocks", MINUTE),
    ("goodstanding.systems.cases.tasks.wake_snoozed", MINUTE),
    ("goodstanding.systems.cases.tasks.resume_answers", 5 * MINUTE),
    ("goodstanding.systems.cases.tasks.empty_shelves", HOUR),
    ("goodstanding.systems.cases.tasks.forget_drafts", HOUR),
    ("goodstanding.systems.escalation.tasks.forget_drafts", HOUR),
    ("goodstanding.systems.service.tasks.watch_promises", MINUTE),
    ("goodstanding.flows.tasks.tell_of_forgotten", HOUR),
    ("goodstanding.flows.tasks.forget_mail_in", HOUR),
    ("goodstanding.base.outbox.tasks.sweep", MINUTE),
    ("goodstanding.base.mailroom.tasks.send_due", 30),
    ("goodstanding.connectors.mail_in.tasks.poll", MINUTE),
    ("goodstanding.base.files.tasks.remove_unowned", HOUR),
    ("goodstanding.base.files.tasks.scan_unchecked", MINUTE),
    ("goodstanding.systems.desk.tasks.pick_up", 5 * MINUTE),
    ("goodstanding.base.work.tasks.prune", HOUR),
    ("goodstanding.base.work.tasks.count_tables", 10 * MINUTE),
    ("goodstanding.base.webhooks.tasks.forget_old", HOUR),
    ("goodstanding.systems.orders.tasks.forget_contacts", HOUR),
    ("goodstanding.systems.sellers.tasks.forget_sign_ups", HOUR),
    ("goodstanding.systems.sellers.tasks.watch_closings", 5 * MINUTE),
)

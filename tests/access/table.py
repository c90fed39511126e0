"""Who may do what at every address of the product. An address that is missing here fails tests/access.

Add a line with each new address. `portal_page()` and `console(ASSOCIATES)` are the usual pages; `portal_form(WRITERS, …)` the
usual form. Give `data` that the action accepts and `acts=True`, so that the refusals are proved against something real.
"""

from __future__ import annotations

from tests.access.rules import (
    ANYBODY,
    ASSOCIATES,
    GUEST,
    OWNER,
    S_ADMIN,
    S_REVIEWER,
    S_SUPPORT,
    SELLERS,
    SIGNED_IN,
    STRANGER,
    TEAM,
    VIEWING,
    WRITERS,
    Access,
    api,
    console,
    guest,
    own,
    portal,
    portal_form,
    portal_page,
    public,
)

ADMIN = {S_ADMIN}
REVIEWERS = {S_REVIEWER, S_ADMIN}
INVITED = {"email": "carol@example.com", "role": "support"}
SIGN_UP = {
    "business": "Third Goods", "store": "us", "name": "Carol", "email": "carol@example.com", "password": "quiet violet harbour",
}  # fmt: skip
MARKETPLACE = {"name": "Harbour Market", "language": "en-gb", "time_zone": "UTC"}
STORE = {"name": "Goodstanding", "time_zone": "UTC", "language": "en-gb", "country": "US", "rule_pack": "default"}
NOTICE = {
    "seller": "HAR-BOUR", "kind": "SAFETY_INCIDENT", "subject": "Kettle", "detection": "notice",
    "facts": "On 20 November it burned.",
}  # fmt: skip
CASE = {"subject": "Parcel of November lost", "body": "It was never scanned.", "key": "access", "anyway": "1"}
ANSWER = {"body": "Please send the scan.", "outcome": "wait_for_seller", "what": "The scan"}
MERGERS = {"associate_support", S_ADMIN}
WORKERS = {"associate_support", "associate_reviewer", S_ADMIN}
CALENDAR = {"name": "Night desk", "mon": "22:00-06:00"}
POLICY = {
    "name": "Strict", "warn_percent": 80,
    **{
        f"{kind}_{priority}": "4"
        for kind in ("first_reply", "next_reply", "update", "third_party_update")
        for priority in ("urgent", "high", "normal", "low")
    },
}  # fmt: skip
DECISION = {"version": 1, "decision": "accept", "reason": "The cause is clear."}

MACRO = {"name": "Scan", "body": "Dear {{seller.name}}"}
RULE = {"name": "Urgent ones", "event": "opened", "query": "tag:strike", "priority": "urgent"}
VIEW = {"name": "Late ones", "query": "q=late"}
HOOK = {"name": "Back office", "url": "https://hooks.example/in", "events": ["case.opened", "case.answered"]}
GUEST_TERMS = {"name": "Nina", "email": "nina@consultants.example", "scope": "read", "ends_on": "2026-11-29"}
TOKEN = {"name": "Stock sync", "acts_as": "me", "scopes": ["sellers:read"], "days": "30"}
OPERATIONS = (
    "get_escalation", "escalate_case", "follow_up_escalation", "say_whether_settled", "list_escalations",
    "get_escalation_by_ref", "accept_escalation", "ask_in_escalation", "decide_escalation", "hand_up_escalation",
    "refuse_escalation", 
    "get_token", "record_order_events", "list_sellers", "get_seller", "get_health", "list_counted_orders", "list_orders",
    "get_order", "list_all_notifications", "list_notifications", "get_notification", "list_notification_orders",
    "acknowledge_notification", "get_plan", "save_plan", "submit_plan", "attach_evidence", "download_evidence",
    "remove_evidence", "list_reviews", "start_review", "release_review", "decide_on_plan", "list_case_categories",
    "list_cases", "search_cases", "open_case", "get_case", "write_in_case", "attach_to_case", "download_attachment", "close_case",
    "reopen_case", "list_rearrangements", "merge_case", "split_case", "put_case_away", "undo_rearrangement", "snooze_case",
    "schedule_answer", "tag_case", "fill_in_case",
    "list_webhooks", "set_up_webhook", "get_webhook", "change_webhook", "remove_webhook", "test_webhook", "switch_webhook",
    "list_deliveries", "get_delivery", "replay_delivery",
    "get_service_report", "list_service_calendars", "list_service_policies",
    "get_beside_case", "list_similar_cases", "get_case_file", "label_case", "unlabel_case", "watch_case", "unwatch_case",
    "propose_agreement", "settle_agreement", "invite_guest", "revoke_guest",
)  # fmt: skip

TABLE: dict[str, Access] = {
    # the front
    "front": Access("own", frozenset(SIGNED_IN)),
    "healthz": public(), "livez": public(), "readyz": public(), "favicon": public(),
    "theme": public(), "logo": public(),
    "sign-up": public(ANYBODY, data=SIGN_UP),
    "sign-up-sent": public(),
    "sign-up-open": public(ANYBODY, acts=True),
    "join": public({STRANGER, GUEST}, data={"name": "Carol", "password": "quiet violet harbour"}, acts=True),
    "join-associate": public(ANYBODY, data={"name": "Carl", "password": "quiet violet harbour"}, acts=True),
    # one's own sign-in
    "people-profile": own(data={"name": "New Name", "locale": "", "time_zone": ""}, acts=True),
    "people-security": own(post=None), "people-second-factor": own(post=None),
    "usersessions_list": own(),
    "account_login": public(ANYBODY), "account_logout": public(ANYBODY), "account_inactive": public(),
    "account_signup": public(ANYBODY), "account_reset_password": public(ANYBODY), "account_reset_password_done": public(),
    "account_reset_password_from_key": public(ANYBODY), "account_reset_password_from_key_done": public(),
    "account_confirm_email": public(ANYBODY), "account_email_verification_sent": public(),
    "account_confirm_login_code": public(ANYBODY),
    "account_email": own(), "account_change_password": own(), "account_set_password": own(), "account_reauthenticate": own(),
    "mfa_index": own(post=None), "mfa_authenticate": public(ANYBODY), "mfa_reauthenticate": own(),
    "mfa_activate_totp": own(), "mfa_deactivate_totp": own(), "mfa_view_recovery_codes": own(post=None),
    "mfa_generate_recovery_codes": own(), "mfa_download_recovery_codes": own(post=None), "mfa_list_webauthn": own(post=None),
    "mfa_add_webauthn": own(), "mfa_reauthenticate_webauthn": own(), "mfa_remove_webauthn": own(), "mfa_edit_webauthn": own(),
    "mfa_login_webauthn": public(ANYBODY),
    # the portal
    "portal:home": portal_page(), "portal:search": portal_page(), "portal:palette": portal_page(),
    "portal:activity": portal_page(),
    "portal:health": portal_page(), "portal:health-metric": portal_page(),
    "portal:orders": portal_page(), "portal:orders-detail": portal_page(),
    "portal:team": portal_page(),
    "portal:team-invite": portal_form({OWNER}, data=INVITED, acts=True),
    "portal:team-resend": portal_form({OWNER}, acts=True),
    "portal:team-revoke": portal_form({OWNER}, acts=True),
    "portal:team-role": portal_form({OWNER}, data={"role": "finance"}, acts=True),
    "portal:team-remove": portal_form({OWNER}, acts=True),
    # notifications and plans
    "portal:notifications": portal_page(), "portal:notifications-statement": portal_page(),
    "portal:notifications-detail": portal(TEAM | {VIEWING}, notes=True),
    "portal:notifications-acknowledgement": portal_form(WRITERS, acts=True),
    "portal:notifications-plan": portal_page(), "portal:notifications-plan-versions": portal_page(),
    "portal:notifications-plan-start": portal_form(WRITERS),
    "portal:notifications-plan-draft": portal_form(WRITERS, data={"base": 1, "window": "w"}),
    "portal:notifications-plan-checks": portal_form(TEAM),
    "portal:notifications-plan-submission": portal(TEAM | {VIEWING}, post=WRITERS, data={"saves": 1}, acts=True),
    "portal:notifications-evidence-new": portal_form(WRITERS), "portal:notifications-evidence": portal_page(),
    "portal:notifications-evidence-removal": portal_form(WRITERS, acts=True),
    "console:performance": console(REVIEWERS), "console:performance-list": console(ASSOCIATES),
    "console:performance-detail": console(ASSOCIATES), "console:performance-evidence": console(ASSOCIATES),
    "console:performance-new": console(REVIEWERS, post=REVIEWERS, data=NOTICE, acts=True),
    "console:performance-review": console(post=REVIEWERS, acts=True),
    "console:performance-release": console(post=REVIEWERS, acts=True),
    "console:performance-decision": console(post=REVIEWERS, data=DECISION, acts=True),
    "console:performance-withdrawal": console(REVIEWERS, post=REVIEWERS, data={"reason": "The facts were wrong."}, acts=True),
    "portal:tokens-list": portal(TEAM | {VIEWING}, post=TEAM, data=TOKEN, acts=True),
    "portal:tokens-revocation": portal_form({OWNER}, acts=True),
    # the desk's tools
    "console:desk-bulk-list": console(ASSOCIATES), "console:desk-bulk": console({S_SUPPORT, S_ADMIN}),
    "console:desk-bulk-new": console(ASSOCIATES, post=ASSOCIATES, data={"priority": "urgent", "do": "look"}),
    "console:desk-bulk-undo": console(post={S_SUPPORT, S_ADMIN}, acts=True),
    "console:desk-macros": console(ASSOCIATES, post=ASSOCIATES, data=MACRO, acts=True),
    "console:desk-macro": console(ASSOCIATES, post=ADMIN, data=MACRO, acts=True),
    "console:desk-macro-removal": console(post=ADMIN, acts=True),
    "console:desk-macro-words": console(ASSOCIATES), "console:desk-macros-for": console(ASSOCIATES),
    "console:desk-rules": console(ASSOCIATES, post=ADMIN, data=RULE, acts=True),
    "console:desk-rule": console(ASSOCIATES, post=ADMIN, data=RULE, acts=True),
    "console:desk-rule-matches": console(ASSOCIATES),
    "console:desk-rule-on": console(post=ADMIN), "console:desk-rule-off": console(post=ADMIN, acts=True),
    "console:desk-rule-up": console(post=ADMIN), "console:desk-rule-down": console(post=ADMIN),
    "console:desk-rule-removal": console(post=ADMIN, acts=True),
    # saved views: one's own by everybody, the shared ones by owners and administrators
    "portal:views-list": portal(TEAM | {VIEWING}, post=TEAM, data=VIEW), "portal:views-plain": portal_form(TEAM),
    "portal:views-start": portal_form(TEAM), "portal:views-name": portal_form({OWNER}, data={"name": "Other"}, acts=True),
    "portal:views-up": portal_form({OWNER}), "portal:views-down": portal_form({OWNER}, acts=True),
    "portal:views-sharing": portal_form({OWNER}), "portal:views-privacy": portal_form({OWNER}, acts=True),
    "portal:views-removal": portal_form({OWNER}, acts=True),
    "console:views-list": console(ASSOCIATES, post=ASSOCIATES, data=VIEW),
    "console:views-plain": console(post=ASSOCIATES), "console:views-start": console(post=ASSOCIATES),
    "console:views-name": console(post=ADMIN, data={"name": "Other"}, acts=True),
    "console:views-up": console(post=ADMIN), "console:views-down": console(post=ADMIN, acts=True),
    "console:views-sharing": console(post=ADMIN), "console:views-privacy": console(post=ADMIN, acts=True),
    "console:views-removal": console(post=ADMIN, acts=True),
    # webhooks
    "portal:webhooks-list": portal(TEAM | {VIEWING}, post={OWNER}, data=HOOK, acts=True),
    "portal:webhooks-detail": portal(TEAM | {VIEWING}, post={OWNER}, data=HOOK, acts=True),
    "portal:webhooks-on": portal_form({OWNER}), "portal:webhooks-off": portal_form({OWNER}, acts=True),
    "portal:webhooks-test": portal_form({OWNER}), "portal:webhooks-secret": portal_form({OWNER}, acts=True),
    "portal:webhooks-removal": portal_form({OWNER}, acts=True),
    "portal:webhooks-delivery": portal(TEAM | {VIEWING}, post={OWNER}, acts=True),
    "console:webhooks-list": console(ASSOCIATES, post=ADMIN, data=HOOK, acts=True),
    "console:webhooks-detail": console(ASSOCIATES, post=ADMIN, data=HOOK, acts=True),
    "console:webhooks-on": console(post=ADMIN), "console:webhooks-off": console(post=ADMIN, acts=True),
    "console:webhooks-test": console(post=ADMIN), "console:webhooks-secret": console(post=ADMIN, acts=True),
    "console:webhooks-removal": console(post=ADMIN, acts=True),
    "console:webhooks-delivery": console(ASSOCIATES, post=ADMIN, acts=True),
    # cases
    "portal:cases-list": portal_page(), "portal:cases-new": portal_page(), "portal:cases-hints": portal_page(),
    "portal:cases-detail": portal_page(), "portal:cases-opened": portal_page(), "portal:cases-print": portal_page(),
    "portal:cases-file": portal_page(), "portal:cases-similar": portal_page(), "portal:cases-history": portal_page(),
    "portal:cases-about": portal_page(),
    "portal:cases-export": portal_page(), "portal:cases-export-file": portal_page(), "portal:cases-preview": portal_form(TEAM),
    "portal:cases-labels": portal_form(WRITERS, data={"name": "Big", "tone": "red"}),
    "portal:cases-watch": portal_form(TEAM),
    "portal:cases-agreements": portal_form(WRITERS, data={"text": "The fee of June is refunded."}, acts=True),
    "portal:cases-agreement": portal_form(WRITERS, data={"decision": "confirm"}, acts=True),
    "portal:cases-guests": portal_form(WRITERS, data=GUEST_TERMS, acts=True),
    "portal:cases-guest-revocation": portal_form(WRITERS, acts=True),
    "console:cases-agreements": console(post=WORKERS, data={"text": "The fee of June is refunded."}, acts=True),
    "console:cases-agreement": console(post=WORKERS, data={"decision": "withdraw"}, acts=True),
    # guests of one case
    "guest:join": public(ANYBODY, acts=True), "guest:new-link": Access("public", None, frozenset(ANYBODY)),
    "guest:case": guest(), "guest:file": guest(), "guest:leave": guest(post=True),
    "guest:messages": guest(post=True, data={"body": "I was there."}, acts=True),
    "portal:cases-write": portal(TEAM | {VIEWING}, post=WRITERS, data=CASE, acts=True),
    "portal:cases-upload": portal_form(WRITERS), "portal:cases-draft": portal_form(WRITERS, data={"key": "k", "subject": "x"}),
    "portal:cases-draft-discard": portal_form(WRITERS, data={"key": "k"}),
    "portal:cases-messages": portal_form(WRITERS, data={"body": "Here is the scan."}, acts=True),
    "portal:cases-reply-draft": portal_form(WRITERS, data={"body": "Half a rep"}),
    "portal:cases-closure": portal_form(WRITERS, data={"reason": "solved"}, acts=True),
    "portal:cases-reopening": portal_form(WRITERS, data={"reason": "It is not settled."}, acts=True),
    "console:cases-queue": console(ASSOCIATES), "console:cases-detail": console(ASSOCIATES),
    "console:cases-file": console(ASSOCIATES),
    "console:cases-answers": console(post=WORKERS, data=ANSWER, acts=True),
    "console:cases-notes": console(post=ASSOCIATES, data={"body": "Between us."}, acts=True),
    "console:cases-draft": console(post=ASSOCIATES, data={"body": "Half an answ", "outcome": "resolve"}),
    "console:cases-assignment": console(post=WORKERS, data={"take": "1"}, acts=True),
    "console:cases-handling": console(post=WORKERS, data={"priority": "urgent", "queue": "payments"}, acts=True),
    "console:cases-description": console(post=WORKERS, data={"subject": "Parcel lost", "summary": "Never scanned."}, acts=True),
    "console:cases-links": console(post=ASSOCIATES, data={"kind": "order", "to": "CASE-ORDER"}, acts=True),
    "console:cases-reopening": console(post=WORKERS, data={"reason": "The carrier answered."}, acts=True),
    "console:cases-upload": console(post=ASSOCIATES),
    "console:cases-beside": console(ASSOCIATES), "console:cases-company": console(post=ASSOCIATES, data={"seen": "1"}),
    "console:cases-later": console(post=WORKERS, data={"scheduled": "1"}),
    "console:cases-snooze": console(post=WORKERS, data={"wake": "1"}),
    "console:cases-tag": console(post=ASSOCIATES, data={"tag": "fragile"}, acts=True),
    "console:cases-fields": console(post=WORKERS, data={"field_none": "x"}),
    "console:cases-tags": console(ASSOCIATES, post=WORKERS, data={"name": "none", "to": "other"}),
    "console:cases-erasure": console(ADMIN, post=ADMIN, data={"person": "1"}),
    "console:cases-problems": console(ASSOCIATES, post=WORKERS, data={"title": "Bank late"}, acts=True),
    "console:cases-problem": console(ASSOCIATES, post=WORKERS, data={"title": "Bank later"}, acts=True),
    "console:cases-problem-cases": console(post=WORKERS, data={"remove": "none"}),
    "console:cases-problem-answers": console(post=ASSOCIATES, data={"outcome": "keep_open", "body": "x"}),
    "console:cases-problem-closing": console(post=WORKERS, acts=True),
    "console:cases-workload": console(ASSOCIATES, post=ASSOCIATES, data={"from": "1"}),
    "console:cases-mentions": console(post=ASSOCIATES),
    "console:cases-outcomes": console(ASSOCIATES),
    "portal:cases-rating": portal_form(WRITERS, data={"verdict": "yes"}), "case-rating": public(ANYBODY, data={"verdict": "yes"}),
    "console:cases-tag-names": console(ASSOCIATES),
    "console:cases-unlink": console(post=WORKERS, data={"kind": "order", "to": "CASE-ORDER"}),
    "console:cases-merge": console(MERGERS, post=MERGERS, data={"into": "none"}),
    "console:cases-split": console(MERGERS, post=MERGERS, data={"subject": "x", "messages": ["9"]}),
    "console:cases-shelf": console(post=MERGERS, data={"shelf": "spam", "reason": "Advertising"}, acts=True),
    "console:cases-undo": console(post=ASSOCIATES, data={"step": "1"}),
    # escalation
    "portal:escalation": portal(TEAM | {VIEWING}, post=WRITERS), "portal:escalation-bundle": portal_page(),
    "portal:escalation-draft": portal_form(WRITERS, data={"summary": "Half a s"}),
    "portal:escalation-checks": portal_form(TEAM, data={"summary": "Half a s"}),
    "portal:escalation-follow-up": portal_form(WRITERS, data={"body": "How does it stand?"}, acts=True),
    "portal:escalation-word": portal_form(WRITERS, data={"settled": "1"}, acts=True),
    "console:escalation": console(ASSOCIATES), "console:escalation-report": console(ASSOCIATES),
    "console:escalation-detail": console(ASSOCIATES),
    "console:escalation-outside": console(ADMIN, post=ADMIN, data={"step": "mediator", "name": "Centre"}, acts=True),
    "console:escalation-acceptance": console(post=REVIEWERS, acts=True),
    "console:escalation-questions": console(post=REVIEWERS, data={"what": "The scan", "body": "Please send it."}, acts=True),
    "console:escalation-decision": console(post=REVIEWERS, data={"verdict": "upheld", "reasons": "It holds."}, acts=True),
    "console:escalation-handing-up": console(post=REVIEWERS, data={"reason": "Above us."}, acts=True),
    "console:escalation-refusal": console(post=REVIEWERS, data={"code": "not_clear", "reason": "Which?"}, acts=True),
    # service levels
    "console:service": console(ASSOCIATES), "console:service-promises": console(ASSOCIATES),
    "console:service-report-csv": console(ASSOCIATES), "console:service-calendars": console(ASSOCIATES),
    "console:service-store-calendar": console(post=ADMIN, data={"store": "us", "calendar": "weekdays"}, acts=True),
    "console:service-calendar-new": console(ADMIN, post=ADMIN, data=CALENDAR | {"code": "night"}, acts=True),
    "console:service-calendar": console(ASSOCIATES, post=ADMIN, data=CALENDAR, acts=True),
    "console:service-calendar-removal": console(post=ADMIN, acts=True),
    "console:service-policies": console(ASSOCIATES),
    "console:service-policy-new": console(ADMIN, post=ADMIN, data=POLICY | {"code": "strict"}, acts=True),
    "console:service-policy": console(ASSOCIATES, post=ADMIN, data=POLICY, acts=True),
    "console:service-policy-place": console(post=ADMIN, data={"way": "up"}, acts=True),
    "console:service-policy-removal": console(post=ADMIN, acts=True),
    "console:service-leads": console(ASSOCIATES, post=ADMIN, data={"queue": "support", "leads": []}),
    # the console
    "console:home": console(ASSOCIATES), "console:search": console(ASSOCIATES), "console:palette": console(ASSOCIATES),
    "console:sellers-list": console(ASSOCIATES), "console:sellers-detail": console(ASSOCIATES),
    "console:sellers-view": console(post=ASSOCIATES, data={"reason": "Case 4K7-2QX: a page looks empty."}, acts=True),
    "console:sellers-view-end": console(post=ASSOCIATES),
    "console:audit-list": console(ASSOCIATES), "console:audit-export": console(ADMIN),
    "console:outbox-list": console(ASSOCIATES), "console:outbox-mail": console(ASSOCIATES),
    "console:outbox-preview": console({S_SUPPORT, S_ADMIN}), "console:outbox-retry": console(post=ADMIN),
    "console:mail-in-list": console(ASSOCIATES), "console:mail-in-mail": console(ASSOCIATES),
    "console:mail-in-case": console(post={S_SUPPORT, S_ADMIN}, data={"case": ""}, acts=True),
    "console:held-list": console(ASSOCIATES), "console:held-file": console(ASSOCIATES),
    "console:held-release": console(post=ADMIN, data={"reason": "It is a test file"}, acts=True),
    "console:held-content": console(post=ADMIN, data={"reason": "For the scanner's maker"}, acts=True),
    "console:cases-mail": console(ASSOCIATES), "portal:cases-mail": portal_page(),
    "console:people-list": console(ADMIN),
    "console:people-invite": console(post=ADMIN, data={"email": "carl@market.example", "roles": ["support"]}, acts=True),
    "console:people-resend": console(post=ADMIN, acts=True),
    "console:people-revoke": console(post=ADMIN, acts=True),
    "console:people-roles": console(post=ADMIN, data={"roles": ["finance", "support"]}, acts=True),
    "console:people-dismiss": console(post=ADMIN, acts=True),
    "console:settings": console(ADMIN, post=ADMIN, data=MARKETPLACE, acts=True),
    "console:settings-logo": console(post=ADMIN),
    "console:settings-logo-remove": console(post=ADMIN),
    "console:settings-store-new": console(ADMIN, post=ADMIN, data=STORE | {"code": "de", "currency": "EUR"}, acts=True),
    "console:settings-store": console(ADMIN, post=ADMIN, data=STORE, acts=True),
    "console:tokens-list": console(ASSOCIATES, post=ASSOCIATES, data=TOKEN, acts=True),
    "console:tokens-revocation": console(post=ADMIN, acts=True),
    # programs come with a token: a session opens nothing (tests/api/test_access.py tries every operation with every token)
    "api-v1-openapi": public(), "api-v1-docs": public(), "api-nothing": api(), "api-v1:api-root": api(),
    **{f"api-v1:{name}": api() for name in OPERATIONS},
    # the gallery of the user interface kit holds samples only
    "ui:gallery": public(), "ui:sample": public(), "ui:palette": public(), "ui:draft": Access("public", None, frozenset(ANYBODY)),
}  # fmt: skip

__all__ = ["SELLERS", "TABLE", "TEAM", "VIEWING", "WRITERS", "api", "portal"]

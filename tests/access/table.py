"""Who may do what at every address of the product. An address that is missing here fails tests/access.

Add a line with each new address. `portal_page()` and `console(ASSOCIATES)` are the usual pages; `portal_form(WRITERS, …)` the
usual form. Give `data` that the action accepts and `acts=True`, so that the refusals are proved against something real.
"""

from __future__ import annotations

from tests.access.rules import (
    ANYBODY,
    ASSOCIATES,
    OWNER,
    S_ADMIN,
    S_REVIEWER,
    SELLERS,
    SIGNED_IN,
    STRANGER,
    TEAM,
    VIEWING,
    WRITERS,
    Access,
    api,
    console,
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
STORE = {"name": "Goodstanding", "time_zone": "UTC", "language": "en-gb", "country": "US", "rule_pack": "default"}

TABLE: dict[str, Access] = {
    # the front
    "front": Access("own", frozenset(SIGNED_IN)),
    "healthz": public(), "livez": public(), "readyz": public(), "favicon": public(),
    "theme": public(), "logo": public(),
    "sign-up": public(ANYBODY, data=SIGN_UP),
    "sign-up-sent": public(),
    "sign-up-open": public(ANYBODY, acts=True),
    "join": public({STRANGER}, data={"name": "Carol", "password": "quiet violet harbour"}, acts=True),
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
    "portal:team": portal_page(),
    "portal:team-invite": portal_form({OWNER}, data=INVITED, acts=True),
    "portal:team-resend": portal_form({OWNER}, acts=True),
    "portal:team-revoke": portal_form({OWNER}, acts=True),
    "portal:team-role": portal_form({OWNER}, data={"role": "finance"}, acts=True),
    "portal:team-remove": portal_form({OWNER}, acts=True),
    # the console
    "console:home": console(ASSOCIATES), "console:search": console(ASSOCIATES), "console:palette": console(ASSOCIATES),
    "console:sellers-list": console(ASSOCIATES), "console:sellers-detail": console(ASSOCIATES),
    "console:sellers-view": console(post=ASSOCIATES, data={"reason": "Case 4K7-2QX: a page looks empty."}, acts=True),
    "console:sellers-view-end": console(post=ASSOCIATES),
    "console:audit-list": console(ASSOCIATES), "console:audit-export": console(ADMIN),
    "console:people-list": console(ADMIN),
    "console:people-invite": console(post=ADMIN, data={"email": "carl@market.example", "roles": ["support"]}, acts=True),
    "console:people-resend": console(post=ADMIN, acts=True),
    "console:people-revoke": console(post=ADMIN, acts=True),
    "console:people-roles": console(post=ADMIN, data={"roles": ["finance", "support"]}, acts=True),
    "console:people-dismiss": console(post=ADMIN, acts=True),
    "console:settings": console(ADMIN, post=ADMIN, data={"name": "Harbour Market", "language": "en-gb", "time_zone": "UTC"}, acts=True),
    "console:settings-logo": console(post=ADMIN),
    "console:settings-logo-remove": console(post=ADMIN),
    "console:settings-store-new": console(ADMIN, post=ADMIN, data=STORE | {"code": "de", "currency": "EUR"}, acts=True),
    "console:settings-store": console(ADMIN, post=ADMIN, data=STORE, acts=True),
    # the gallery of the user interface kit holds samples only
    "ui:gallery": public(), "ui:sample": public(), "ui:palette": public(), "ui:draft": Access("public", None, frozenset(ANYBODY)),
}  # fmt: skip

__all__ = ["SELLERS", "TABLE", "TEAM", "VIEWING", "WRITERS", "api", "portal"]

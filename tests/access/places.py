"""A marketplace with one of everything, and the address of each thing in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver

from goodstanding.base.files import actions as files
from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.states import Scan
from goodstanding.base.mailroom import actions as mailroom
from goodstanding.base.mailroom.actions import Addressee
from goodstanding.base.mailroom.inbound import actions as inbound
from goodstanding.base.mailroom.inbound.actions import Envelope
from goodstanding.base.mailroom.inbound.events import MailArrived
from goodstanding.base.mailroom.models import Mail
from goodstanding.base.mailroom.states import Door
from goodstanding.base.people import actions as people
from goodstanding.base.tokens.models import Token
from goodstanding.base.webhooks import actions as webhooks
from goodstanding.base.webhooks.actions import Wanted
from goodstanding.flows import case_mail_in
from goodstanding.kit.actors import SellerRole, StaffRole
from goodstanding.systems.cases import actions as case_actions
from goodstanding.systems.cases import queries as case_queries
from goodstanding.systems.cases.models import CaseNeed
from goodstanding.systems.cases.states import Outcome
from goodstanding.systems.desk import actions as desk
from goodstanding.systems.sellers import actions as sellers
from goodstanding.systems.sellers.actions import Application
from goodstanding.systems.stores import actions as stores
from tests.factories import cases, escalations, guests, mails, notifications, orders, payouts, service_levels
from tests.factories.cases import agreed
from tests.factories.pictures import png
from tests.factories.saved_views import saved
from tests.factories.tokens import program_of
from tests.world import World

HOOK_WORKS = ("detail", "on", "off", "test", "secret", "removal", "delivery")

VIEW_WORKS = ("list", "plain", "name", "up", "down", "sharing", "privacy", "start", "removal")
UP_FREE = ("detail", "acceptance", "handing-up", "refusal")


class Places:
    """Makes the things; `args` names them for an address."""

    def __init__(self, world: World) -> None:
        self.world = world
        # Sam views as a seller, so somebody else stands for support.
        self.sid = world._associate("sid", StaffRole.SUPPORT)
        self.zoe = world._member("zoe", world.harbour, SellerRole.SUPPORT)
        at, ada, alice = world.now, world.ada.actor, world.alice.actor
        orders.sell(world.harbour, at, good=6, late=2)
        self.draft = notifications.issued(world.harbour, at)
        self.plan = notifications.drafted(self.draft, world.alice, at)
        self.evidence = notifications.attached(self.plan, world.alice, at)
        self.sent = notifications.issued(world.harbour, at, code="VALID_TRACKING_RATE")
        notifications.submitted(self.sent, world.alice, at)
        self.taken = notifications.issued(world.harbour, at, code="ORDER_DEFECT_RATE")
        notifications.taken(notifications.submitted(self.taken, world.alice, at), world.tess, at)
        self.missed = notifications.missed(world.harbour, at)
        self.case, self.file_ref = cases.with_file(world)
        self.closed_case = cases.answer(world, cases.open_case(world), outcome=Outcome.RESOLVE, at=at)
        self._escalate()
        orders.record(world.harbour, orders.order_events(world.harbour, at - timedelta(days=9), order="CASE-ORDER"), at)
        self.guest_case, self.guest_file = cases.with_file(world)
        self.guest = guests.invited(world, self.guest_case)
        guests.invited(world, self.guest_case, email="otto@consultants.example")
        agreed(world, self.case)
        self.need = CaseNeed.objects.create(case=self.case, text="The label", asked_by_name="Sam", asked_at=at).pk
        program_of(self.zoe, account=world.harbour)
        program_of(world.tom)
        self.tokens = {token.user_id: token.ref for token in Token.objects.all()}
        self.invitation = sellers.invite(
            actor=alice, seller_ref=world.harbour.ref, email="dora@example.com", role=SellerRole.SUPPORT, at=at
        )
        self.owner_invitation = sellers.invite_owner(
            actor=ada, seller_ref=world.harbour.ref, email="otis@example.com", reason="The owner has gone.", at=at
        )
        self.associate_invitation = people.invite_associate(
            actor=ada, email="dan@market.example", roles=["support"], at=at
        )
        application = Application("Third Goods", "Eve", "eve@example.com", "quiet violet harbour")
        self.sign_up_secret = sellers.ask_to_sign_up(application=application, store=world.store, at=at)
        self.letter = mailroom.write(
            key="test", to=Addressee(world.alice.user.pk, "alice@example.com", "Alice"), template="staff_invitation",
            context={}, about=("case", self.case.ref), seller_id=world.harbour.pk, at=at,
        )  # fmt: skip
        self.macro = desk.make_macro(
            actor=ada, draft=desk.MacroDraft(name="Thanks", body="Thank you, {{seller.name}}.", shared=True), at=at
        )
        self.rule = desk.make_rule(
            actor=ada, draft=desk.RuleDraft(name="Urgent", event="opened", query="", steps=[("tag", "new")]), at=at
        )
        wish = desk.Wish(refs=[self.case.ref], steps=[("tag", "wave")], request_key="access")
        self.bulk = desk.begin(actor=ada, wish=wish, at=at)
        scan = SimpleUploadedFile("form.txt", b"Fill in and send back.", "text/plain")
        self.bulk_file = files.accept(actor=ada, upload=scan, purpose="case", at=at)
        files.attach(self.bulk_file, owner=("bulk_letter", self.bulk.ref))
        desk.carry_on(self.bulk.pk, at=at)
        self.running, self.stopped = (
            desk.begin(actor=ada, wish=replace(wish, request_key=key), at=at) for key in ("running", "stopped")
        )
        desk.stop(actor=ada, ref=self.stopped.ref, at=at)
        hook = Wanted(name="Back office", url="https://hooks.example/in", events=["case.*"])
        self.own_hook = webhooks.set_up(actor=alice, account_id=world.harbour.account_id, wanted=hook, at=at)[0]
        self.hook = webhooks.set_up(actor=ada, account_id=None, wanted=hook, at=at)[0]
        self.own_event = webhooks.ping(actor=alice, ref=self.own_hook.ref, at=at).event_ref
        self.event = webhooks.ping(actor=ada, ref=self.hook.ref, at=at).event_ref
        self.own_view, _next = [saved(world.alice, world.harbour, name, shared=True, at=at) for name in ("One", "Two")]
        self.view, _next = [saved(world.ada, None, name, shared=True, at=at) for name in ("One", "Two")]
        self.refused_mail, self.mail_part = self._mails()
        self.held_file = self._held()
        self.payout = payouts.paid(world.harbour, at)
        self.problem = case_actions.open_problem(actor=ada, title="Bank late", cause="", said="", at=at)
        service_levels.some_of_each(actor=ada, at=at)
        stores.change_logo(actor=ada, upload=png("logo.png"), at=at)
        sellers.start_viewing(actor=world.sam.actor, seller_ref=world.harbour.ref, reason="Case 1: looks empty.", at=at)

    def _mails(self) -> tuple[str, int]:
        """A refused mail that names the case, and the number of a message that came by mail."""
        world, part = self.world, 0
        for sender in ("alice@example.com", "sue@example.com"):
            row = inbound.take(
                raw=mails.letter(sender=sender, subject=f"[{self.case.ref}]").as_bytes(),
                envelope=Envelope(Door.PIPE), at=world.now,
            )  # fmt: skip
            case_mail_in.arrived(MailArrived(mail_ref=row.ref), world.now)
            if sender.startswith("alice"):
                taken = case_mail_in.take_by_hand(
                    actor=self.sid.actor, mail_ref=row.ref, case_ref=self.case.ref, at=world.now
                )
                part = taken.about_part or 0
        return row.ref, part

    def _held(self) -> str:
        """A file that the virus scanner holds back."""
        _, ref = cases.with_file(self.world)
        StoredFile.objects.filter(ref=ref).update(scan=Scan.QUARANTINED, scan_note="Eicar-Signature")
        return ref

    def args(self, name: str, wanted: list[str]) -> dict[str, Any]:
        """The arguments of an address."""
        special = self._special.get(name, {})
        return {one: special[one] if one in special else self._usual[one] for one in wanted}

    def filled(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent to an address, with "{zoe}" for the key of somebody who is none of those who try,
        "{need}" for a thing that was asked for and is there."""
        keys = {"{zoe}": str(self.zoe.user.pk), "{need}": f"{self.need}:given"}
        return {name: keys.get(value, value) if isinstance(value, str) else value for name, value in data.items()}

    @cached_property  # a walk asks for hundreds of addresses, of things that are made once
    def _usual(self) -> dict[str, Any]:
        world = self.world
        return {
            "seller_ref": world.harbour.ref, "case_ref": self.case.ref, "membership_id": self._zoe(), "code": "us",
            "invitation_id": self.invitation.pk, "user_id": world.tom.user.pk, "name": "home", "uidb36": "1", "key": "2-3",
            "evidence_id": self.evidence.pk, "statement_ref": self.missed.statements.get().ref,
            "category": "orders_shipping.templates", "file_ref": self.file_ref,
            "pk": 1, "ref": self.draft.ref, "token": case_queries.rating_path(self.closed_case, world.now).split("/")[2],
        }  # fmt: skip

    @cached_property
    def _special(self) -> dict[str, dict[str, Any]]:
        seller = {"ref": self.world.harbour.ref}
        works = (
            "detail",
            "answers",
            "notes",
            "draft",
            "assignment",
            "handling",
            "description",
            "links",
            "upload",
            "file",
            "unlink",
            "beside",
            "facts",
            "company",
            "later",
            "snooze",
            "tag",
            "fields",
            "merge",
            "split",
            "shelf",
            "undo",
        )
        return {
            **{f"console:cases-{work}": {"ref": self.case.ref} for work in works},
            **{f"console:mail-in-{work}": {"ref": self.refused_mail} for work in ("mail", "case")},
            **{f"console:held-{work}": {"ref": self.held_file} for work in ("file", "release", "content")},
            "console:cases-mail": {"ref": self.case.ref, "number": self.mail_part},
            "portal:cases-mail": {"number": self.mail_part},
            **{f"console:cases-problem{work}": {"ref": self.problem.ref} for work in ("", "-cases", "-answers", "-closing")},
            "console:cases-reopening": {"ref": self.closed_case.ref},
            "portal:cases-reopening": {"case_ref": self.closed_case.ref},
            "portal:cases-rating": {"case_ref": self.closed_case.ref},
            "portal:cases-agreement": {"number": 1},
            "console:cases-agreements": {"ref": self.case.ref},
            "console:cases-agreement": {"ref": self.case.ref, "number": 1},
            "console:cases-needs": {"ref": self.case.ref},
            "portal:cases-guest-revocation": {"case_ref": self.guest_case.ref, "guest_ref": self.guest.ref},
            "portal:cases-guest-link": {"case_ref": self.guest_case.ref, "guest_ref": self.guest.ref},
            **{f"guest:{work}": {"case_ref": self.guest_case.ref} for work in ("case", "messages", "leave")},
            "guest:file": {"case_ref": self.guest_case.ref, "file_ref": self.guest_file},
            **{f"guest:{work}": {"secret": guests.secret_for("otto@consultants.example")} for work in ("join", "new-link")},
            "portal:tokens-revocation": {"token_ref": self.tokens[self.zoe.user.pk]},
            "console:tokens-revocation": {"token_ref": self.tokens[self.world.tom.user.pk]},
            **{f"portal:webhooks-{work}": {"ref": self.own_hook.ref, "event_ref": self.own_event} for work in HOOK_WORKS},
            **{f"console:webhooks-{work}": {"ref": self.hook.ref, "event_ref": self.event} for work in HOOK_WORKS},
            **{f"portal:views-{work}": {"of": "cases-list", "ref": self.own_view.ref} for work in VIEW_WORKS},
            **{f"console:views-{work}": {"of": "cases-queue", "ref": self.view.ref} for work in VIEW_WORKS},
            "console:desk-bulk": {"ref": self.bulk.ref}, "console:desk-bulk-undo": {"ref": self.bulk.ref},
            "console:desk-bulk-file": {"ref": self.bulk.ref, "file_ref": self.bulk_file.ref},
            "console:desk-bulk-stop": {"ref": self.running.ref}, "console:desk-bulk-go-on": {"ref": self.stopped.ref},
            "console:desk-macro": {"ref": self.macro.ref}, "console:desk-macro-removal": {"ref": self.macro.ref},
            "console:desk-macro-words": {"ref": self.macro.ref, "case_ref": self.case.ref},
            "console:desk-macro-first-words": {"ref": self.macro.ref},
            **{f"console:desk-rule{work}": {"ref": self.rule.ref} for work in ("", "-on", "-off", "-up", "-down", "-removal")},
            **{f"console:service-policy{work}": {"code": "early"} for work in ("", "-place", "-removal")},
            "console:service-calendar": {"code": "weekdays"}, "console:service-calendar-removal": {"code": "spare"},
            "portal:health-metric": {"code": "LATE_SHIPMENT_RATE"},
            "portal:orders-detail": {"order_id": self._order()},
            "portal:payouts-detail": {"ref": self.payout.ref}, "console:payouts-detail": {"ref": self.payout.ref},
            **{
                f"portal:escalation{work}": {"case_ref": self.up["free"].case.ref}
                for work in ("", "-checks", "-bundle", "-bundle-file")
            },
            "portal:escalation-follow-up": {"case_ref": self.up["follow"].case.ref},
            "portal:escalation-word": {"case_ref": self.up["decided"].case.ref},
            **{f"console:escalation-{work}": {"ref": self.up["free"].ref} for work in UP_FREE},
            **{f"console:escalation-{work}": {"ref": self.up["taken"].ref} for work in ("questions", "decision")},
            **{f"console:outbox-{work}": {"mail_id": self._letter()} for work in ("mail", "preview", "retry")},
            "sign-up-open": {"secret": self.sign_up_secret},
            "join": {"secret": self._secret("team-invitation")},
            "join-associate": {"secret": self._secret("staff-invitation")},
            "console:sellers-detail": seller, "console:sellers-view": seller, "console:sellers-view-end": seller,
            **{
                f"console:sellers-{work}": seller | {"invitation_id": self.owner_invitation.pk}
                for work in ("account", "invite-owner", "owner-resend", "owner-revoke", "closing", "closing-back")
            },
            "portal:notifications-statement": {"ref": self.missed.ref},
            "console:performance-review": {"ref": self.sent.ref},
            "console:performance-release": {"ref": self.taken.ref},
            "console:performance-decision": {"ref": self.taken.ref},
            "console:people-resend": {"invitation_id": self.associate_invitation.pk},
            "console:people-revoke": {"invitation_id": self.associate_invitation.pk},
        }  # fmt: skip

    def _escalate(self) -> None:
        """Escalations that wait, are in hand, may be asked about, and are decided. Nobody who tries has answered before."""
        world, at = self.world, self.world.now
        other = world._associate("ulf", StaffRole.SUPPORT)
        self.up = {}
        for name in ("free", "taken", "follow", "decided"):
            opened = cases.open_case(world, category="account_health.policy", at=at - timedelta(days=9))
            answered = cases.answer(world, opened, by=other, at=at - timedelta(days=8))
            sent = at - timedelta(hours=50 if name == "follow" else 1)
            self.up[name] = escalations.escalated(world, answered, at=sent, ground="notice")
        escalations.accepted(world, self.up["taken"], world.tess, at=at)
        escalations.decided(world, self.up["decided"], world.tom, at=at)

    def _order(self) -> str:
        return self.world.harbour.orders.values_list("external_id", flat=True)[0]

    def _letter(self) -> int:
        """A mail of the everyday kind: one that opens nobody's sign-in."""
        return self.letter.pk

    def _zoe(self) -> int:
        """A member who is none of those who try: everybody may take herself out."""
        return self.world.harbour.account.memberships.get(user=self.zoe.user).pk

    def _secret(self, key: str) -> str:
        """The secret of a link, as the person invited reads it in the mail."""
        text = Mail.objects.filter(key__startswith=key).earliest("pk").text
        return text.partition("/join/")[2].split("/")[1 if key.startswith("staff") else 0]


def addresses() -> Iterator[tuple[str, URLPattern, list[str]]]:
    """Every address of the product: its full name, its pattern, and the arguments it takes."""
    yield from _walk(get_resolver(), "", [])


def _walk(resolver: URLResolver, space: str, outer: list[str]) -> Iterator[tuple[str, URLPattern, list[str]]]:
    for pattern in resolver.url_patterns:
        taken = outer + [name for name in _arguments(pattern) if name not in outer]
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, taken)
        else:
            yield f"{space}{pattern.name}", pattern, taken


def _arguments(pattern: URLPattern | URLResolver) -> list[str]:
    found: Callable[[], Any] | dict[str, Any] = getattr(pattern.pattern, "converters", {})
    names = list(found) if isinstance(found, dict) else []
    return names or list(getattr(pattern.pattern.regex, "groupindex", {}))

"""What people's roles are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goodstanding.kit.actors import SellerRole, StaffRole

STAFF_ROLE_WORDS = {
    StaffRole.SUPPORT: _("Support"),
    StaffRole.REVIEWER: _("Reviewer"),
    StaffRole.FINANCE: _("Finance"),
    StaffRole.MODERATOR: _("Moderator"),
    StaffRole.ADMINISTRATOR: _("Administrator"),
}

STAFF_ROLE_NOTES = {
    StaffRole.SUPPORT: _("Answers cases; sees every seller."),
    StaffRole.REVIEWER: _("Reviews plans of action and decides how sellers stand."),
    StaffRole.FINANCE: _("Sees what concerns money; sees every seller."),
    StaffRole.MODERATOR: _("Watches over what sellers and buyers publish."),
    StaffRole.ADMINISTRATOR: _("Everything the other roles may, and stores, people and settings."),
}

SELLER_ROLE_WORDS = {
    SellerRole.OWNER: _("Owner"),
    SellerRole.FINANCE: _("Finance"),
    SellerRole.SUPPORT: _("Support"),
    SellerRole.READ_ONLY: _("Read-only"),
}

SELLER_ROLE_NOTES = {
    SellerRole.OWNER: _("Everything, and the team."),
    SellerRole.FINANCE: _("Everything about money; may also write cases and plans."),
    SellerRole.SUPPORT: _("Cases, notifications, plans of action and orders."),
    SellerRole.READ_ONLY: _("Sees everything, changes nothing."),
}

"""Everything that the desk does: one function per verb."""

from goodstanding.systems.desk.actions.bulk import Wish, begin, carry_on, take_back
from goodstanding.systems.desk.actions.macros import (
    MacroDraft,
    answer_with,
    change_macro,
    make_macro,
    remove_macro,
    use_macro,
)
from goodstanding.systems.desk.actions.ruling import (
    RuleDraft,
    change_rule,
    make_rule,
    move_rule,
    remove_rule,
    run_rules,
    switch_rule,
)

__all__ = [
    "MacroDraft",
    "RuleDraft",
    "Wish",
    "answer_with",
    "begin",
    "carry_on",
    "change_macro",
    "change_rule",
    "make_macro",
    "make_rule",
    "move_rule",
    "remove_macro",
    "remove_rule",
    "run_rules",
    "switch_rule",
    "take_back",
    "use_macro",
]

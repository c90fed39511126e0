"""Everything that the desk does: one function per verb."""

from goodstanding.systems.desk.actions.bulk import Wish, begin, go_on, stop, take_back
from goodstanding.systems.desk.actions.carrying import Work, carry_on, try_out, work_of
from goodstanding.systems.desk.actions.enclosing import keep_letter_file, keep_letter_files, own_files
from goodstanding.systems.desk.actions.later import Later, answer_later, do_with_later, stop_later
from goodstanding.systems.desk.actions.macros import (
    MacroDraft,
    answer_with,
    begin_answer_with,
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
from goodstanding.systems.desk.actions.writing_first import begin_first_word_with, write_first_with

__all__ = [
    "Later",
    "MacroDraft",
    "RuleDraft",
    "Wish",
    "Work",
    "answer_later",
    "answer_with",
    "begin",
    "begin_answer_with",
    "begin_first_word_with",
    "carry_on",
    "change_macro",
    "change_rule",
    "do_with_later",
    "go_on",
    "keep_letter_file",
    "keep_letter_files",
    "make_macro",
    "make_rule",
    "move_rule",
    "own_files",
    "remove_macro",
    "remove_rule",
    "run_rules",
    "stop",
    "stop_later",
    "switch_rule",
    "take_back",
    "try_out",
    "use_macro",
    "work_of",
    "write_first_with",
]

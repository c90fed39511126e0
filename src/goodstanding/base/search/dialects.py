"""A query in the words of each database. Words are folded letters and digits, terms are those and underscores: nothing that a
person typed reaches the database but as one of these."""

from __future__ import annotations

from goodstanding.base.search.nodes import AllOf, Begins, Node, Not, Phrase, Term


def sqlite(scope: Term, node: Node | None) -> str:
    """An FTS5 expression for documents within a scope. FTS5 knows "this but not that" only, so the scope stands for all."""
    found = _Fts5(scope)
    return found.quoted(scope) if node is None else f"{found.quoted(scope)} AND {found.of(node)}"


def postgresql(scope: Term | None, node: Node | None) -> str:
    """The text of a tsquery for documents within a scope, or for all that answer; of nothing at all there is none."""
    return " & ".join([*([_lexeme(scope.word)] if scope else []), *([_tsquery(node)] if node is not None else [])])


class _Fts5:
    def __init__(self, scope: Term) -> None:
        self.scope = scope

    def of(self, node: Node) -> str:
        if isinstance(node, Phrase | Term):
            return self.quoted(node)
        if isinstance(node, Begins):
            return f'"{node.word}"*'
        if isinstance(node, Not):
            return f"({self.quoted(self.scope)} NOT {self.of(node.part)})"
        return f"({(' AND ' if isinstance(node, AllOf) else ' OR ').join(self.of(part) for part in node.parts)})"

    def quoted(self, node: Phrase | Term) -> str:
        if isinstance(node, Term):
            return f'"{node.word}"'
        return f'"{" ".join(node.words)}"{"*" if node.prefix else ""}'


def _tsquery(node: Node) -> str:
    if isinstance(node, Term):
        return _lexeme(node.word)
    if isinstance(node, Phrase):
        *whole, last = [_lexeme(word) for word in node.words]
        return f"({' <-> '.join([*whole, last + (':*' if node.prefix else '')])})"
    if isinstance(node, Begins):
        return _lexeme(f"_b_{node.word}")
    if isinstance(node, Not):
        return f"!({_tsquery(node.part)})"
    return f"({(' & ' if isinstance(node, AllOf) else ' | ').join(_tsquery(part) for part in node.parts)})"


def _lexeme(word: str) -> str:
    return f"'{word}'"

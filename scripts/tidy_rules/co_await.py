"""Finds aggregates built with braces inside a co_await expression.

gcc 12 destroys such a temporary twice. A brace that opens the body of a lambda is fine, and what is
inside it is a function of its own.
"""

import re
from collections.abc import Iterator

AWAIT = re.compile(r"\bco_await\b")
LAMBDA_HEAD = re.compile(
    r"\](?:\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?(?:\s*(?:mutable|noexcept|constexpr))*"
    r"(?:\s*->[^;{}]*)?\s*$")
OPENING, CLOSING = "([{", ")]}"


def braces(code: str) -> Iterator[int]:
    """Offsets of the offending braces in blanked code."""
    for match in AWAIT.finditer(code):
        yield from _braces_of_expression(code, match.end())


def _braces_of_expression(code: str, start: int) -> Iterator[int]:
    depth, at = 0, start
    while at < len(code):
        mark = code[at]
        if mark == "{" and LAMBDA_HEAD.search(code, max(start, at - 400), at):
            at = _closing(code, at)
        elif mark == "{":
            yield at
            at = _closing(code, at)
        elif mark in OPENING:
            depth += 1
        elif mark in CLOSING:
            depth -= 1
        if depth < 0 or (depth == 0 and mark in ";,"):
            return
        at += 1


def _closing(code: str, at: int) -> int:
    """Offset of the brace that closes the one at `at`."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, at):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            return match.start()
    return len(code)

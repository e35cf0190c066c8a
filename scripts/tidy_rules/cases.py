"""Every numbered fault case of the reliability list has a test that names it, or a line that says who
brings it.

A test names a case in its own words: "RELIABILITY 13", "RELIABILITY 13-16, 21". A case that waits has
a line in tests/README.md: "| 64 | a later issue | why |". Neither is a finding, and so is both.
"""

import re
from collections.abc import Iterator

from .tree import Finding, Tree

CASES = range(1, 76)
README = "tests/README.md"
# "RELIABILITY 5.2" is a section, "T16" an attacker of the threat model: neither is a case.
NAMED = re.compile(r"RELIABILITY (?:case )?((?:T?\d+(?:-\d+)?(?!\.\d)(?:, (?:and )?| and )?)+)")
NUMBER = re.compile(r"(?<![T\d])(\d+)(?:-(\d+))?")
WAITS = re.compile(r"^\| (\d+) \|[^|]+\|[^|]+\|$", re.MULTILINE)


def tested(tree: Tree) -> dict[int, list[str]]:
    """Files by the case that they name."""
    found: dict[int, list[str]] = {}
    for file in tree.files:
        if not file.path.startswith("tests/") or file.path == README:
            continue
        for words in NAMED.findall(file.text):
            for first, last in NUMBER.findall(words):
                for case in range(int(first), int(last or first) + 1):
                    if file.path not in found.setdefault(case, []):
                        found[case].append(file.path)
    return found


def waiting(tree: Tree) -> set[int]:
    readme = tree.by_path.get(README)
    return {int(number) for number in WAITS.findall(readme.text)} if readme else set()


def check(tree: Tree) -> Iterator[Finding]:
    if README not in tree.by_path:
        return
    named, waits = tested(tree), waiting(tree)
    for case in CASES:
        if case not in named and case not in waits:
            yield Finding(README, 1, "case", f"RELIABILITY {case} has no test that names it, and no "
                          "line here that says which issue brings it")
        elif case in named and case in waits:
            yield Finding(README, 1, "case", f"RELIABILITY {case} is said to wait, and {named[case][0]} "
                          "names it: drop the line")
    for case, files in named.items():
        if case not in CASES:
            yield Finding(files[0], 1, "case", f"there is no case {case}")


def coverage(tree: Tree) -> str:
    named, waits = tested(tree), waiting(tree)
    with_test = sum(case in named for case in CASES)
    return f"{with_test} of {len(CASES)} fault cases have a test, {len(waits)} wait for a later issue"

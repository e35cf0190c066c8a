"""The house rules, one module per family. Each has check(tree), which yields findings."""

from concurrent.futures import ThreadPoolExecutor

from . import banned, cases, fences, formatting, layout, size
from .tree import Finding, Tree


def run(tree: Tree) -> list[Finding]:
    """All findings in the order of path and line."""
    with ThreadPoolExecutor(max_workers=1) as beside:  # clang-format is another process
        formatted = beside.submit(lambda: list(formatting.check_clang_format(tree)))
        findings = [finding
                    for family in (fences, size, formatting, banned, layout, cases)
                    for finding in family.check(tree)]
        findings += formatted.result()
    return sorted(set(findings))

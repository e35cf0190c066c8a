"""The house rules, one module per family. Each has check(tree), which yields findings."""

import pathlib
from concurrent.futures import ThreadPoolExecutor

from . import banned, fences, formatting, layout, size
from .tree import Finding, Tree


def run(root: pathlib.Path) -> tuple[int, list[Finding]]:
    """Number of files looked at, and all findings in the order of path and line."""
    tree = Tree(root)
    with ThreadPoolExecutor(max_workers=1) as beside:  # clang-format is another process
        formatted = beside.submit(lambda: list(formatting.check_clang_format(tree)))
        findings = [finding
                    for family in (fences, size, formatting, banned, layout)
                    for finding in family.check(tree)]
        findings += formatted.result()
    return len(tree.files), sorted(set(findings))

"""clang-format and white space."""

import os
import re
import subprocess
from collections.abc import Iterator

from .tree import Finding, Tree

COMPLAINT = re.compile(r"^(.+?):(\d+):\d+: (?:error|warning): ", re.MULTILINE)


def check(tree: Tree) -> Iterator[Finding]:
    for file in tree.of_kind("cpp", "script", "build", "prose", "json"):
        if file.raw and not file.raw.endswith(b"\n"):
            yield file.finding(len(file.lines), "final-newline", "end the file with a newline")
        if file.raw.endswith(b"\n\n"):
            yield file.finding(len(file.lines) - 1, "final-newline", "drop the empty last lines")
        if "\ufffd" in file.text:
            yield file.finding(1, "utf-8", "store the file as UTF-8")
        for number, line in enumerate(file.lines, start=1):
            if line.endswith("\r"):
                yield file.finding(number, "line-ending", "use LF alone")
            elif line != line.rstrip():
                yield file.finding(number, "trailing-space", "remove the spaces at the end")
            if file.is_cpp and "\t" in line:
                yield file.finding(number, "tab", "indent with spaces")
            if line.startswith(("<<" + "<<<<< ", ">>" + ">>>>> ")):
                yield file.finding(number, "merge-marker", "finish the merge")


def check_clang_format(tree: Tree) -> Iterator[Finding]:
    """One call per core and at least 40 files; one finding per file, at the first place."""
    paths = [file.path for file in tree.cpp()]
    share = min(os.cpu_count() or 1, 1 + len(paths) // 40)
    try:
        calls = [subprocess.Popen(
            ["clang-format", "--dry-run", "-Werror", "-style=file", *paths[first::share]],
            cwd=tree.root, stderr=subprocess.PIPE, text=True, errors="replace")
            for first in range(share) if paths[first::share]]
    except FileNotFoundError:
        yield Finding(".clang-format", 1, "format", "clang-format is missing: run scripts/setup")
        return
    for call in calls:
        complaints = call.communicate()[1]
        first_lines: dict[str, int] = {}
        for path, line in COMPLAINT.findall(complaints):
            first_lines.setdefault(path, int(line))
        for path, line in first_lines.items():
            yield Finding(path, line, "format", f"run: clang-format -i {path}")
        if call.returncode != 0 and not first_lines:
            yield Finding(".clang-format", 1, "format", f"clang-format failed: {complaints.strip()}")

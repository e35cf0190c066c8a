"""Limits on size. What is too long is split, never excused."""

import ast
import re
from collections.abc import Iterator

from . import cpp_text
from .tree import File, Finding, Tree

FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 70
CPP_COLUMNS_MAX = 100
OTHER_COLUMNS_MAX = 110
URL = re.compile(r"https?://\S+")


def check(tree: Tree) -> Iterator[Finding]:
    for file in tree.of_kind("cpp", "script", "build", "prose"):
        yield from _check_columns(file)
    for file in tree.of_kind("cpp", "script"):
        line_count = file.text.count("\n")
        if line_count > FILE_LINES_MAX:
            yield file.finding(FILE_LINES_MAX + 1, "file-length",
                               f"{line_count} lines, at most {FILE_LINES_MAX}: split it by task")
        for name_line, length in _function_lengths(file):
            if length > FUNCTION_LINES_MAX:
                yield file.finding(name_line, "function-length", f"{length} lines, at most "
                                   f"{FUNCTION_LINES_MAX}: name its steps as functions")


def _check_columns(file: File) -> Iterator[Finding]:
    limit = CPP_COLUMNS_MAX if file.is_cpp else OTHER_COLUMNS_MAX
    fenced = False  # a worked example in a page is printed as it is
    for number, line in enumerate(file.lines, start=1):
        if file.name.endswith(".md") and line.startswith("```"):
            fenced = not fenced
        if fenced:
            continue
        if len(line) <= limit or len(URL.sub("", line)) <= limit:
            continue
        if file.name.endswith(".md") and line.lstrip().startswith("|"):
            continue  # a table row cannot be broken
        yield file.finding(number, "line-length", f"{len(line)} columns, at most {limit}: break it")


def _function_lengths(file: File) -> Iterator[tuple[int, int]]:
    """First line and number of lines of each function."""
    if file.is_cpp:
        for function in cpp_text.functions(file.code):
            first, last = file.line_of(function.start), file.line_of(function.end)
            yield first, last - first + 1
    elif file.name.endswith(".py") or file.lines[0].endswith("python3"):
        try:
            module = ast.parse(file.text)
        except SyntaxError:
            return  # the interpreter says it better
        for node in ast.walk(module):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node.lineno, node.end_lineno - node.lineno + 1

"""READMEs, source lists, header shape, names."""

import posixpath
import re
from collections.abc import Iterator

from .tree import BOXES, File, Finding, Tree

TOP_README_LINES_MAX = 120
BOX_README_LINES_MAX = 70
VAGUE_NAMES = ("util", "common", "misc", "helper")
LISTED_SOURCE = re.compile(r"[\w./${}-]+\.(?:cpp|cc|c|capnp)(?![\w.+])")
HERE = re.compile(r"\$\{CMAKE_CURRENT_(?:SOURCE|LIST)_DIR\}/")
TOP = re.compile(r"\$\{(?:CMAKE|PROJECT)_SOURCE_DIR\}/")
TEMPLATE = re.compile(r"node/pages/templates/.*\.html$|.*\.tpl$")
TEMPLATE_FIRST_LINE = '{{%AUTOESCAPE context="HTML"}}'


def check(tree: Tree) -> Iterator[Finding]:
    yield from _check_readmes(tree)
    yield from _check_source_lists(tree)
    for file in tree.files:
        name = posixpath.basename(file.path).lower()
        for vague in VAGUE_NAMES:
            if any(vague in part for part in [name, *file.folder.lower().split("/")]):
                yield file.finding(1, "vague-name", f'"{vague}" says nothing: name what is inside')
        if file.is_header:
            yield from _check_header(file)
        if TEMPLATE.match(file.path) and file.lines[0] != TEMPLATE_FIRST_LINE:
            yield file.finding(1, "autoescape", f"start the template with {TEMPLATE_FIRST_LINE}: "
                               "without it ctemplate escapes nothing")


def _check_readmes(tree: Tree) -> Iterator[Finding]:
    folders = [("", TOP_README_LINES_MAX)]
    folders += [(box + "/", BOX_README_LINES_MAX) for box in BOXES
                if any(file.box == box for file in tree.files)]
    for folder, lines_max in folders:
        readme = tree.by_path.get(folder + "README.md")
        if readme is None:
            yield Finding(folder + "README.md", 1, "readme-missing",
                          "write what this is, what it is not, and where to start reading")
        elif readme.text.count("\n") > lines_max:
            yield readme.finding(lines_max + 1, "readme-length",
                                 f"at most {lines_max} lines: one screen is read, two are not")


def _check_source_lists(tree: Tree) -> Iterator[Finding]:
    """Every source is built, and every listed source exists."""
    listed = set()
    for cmake in tree.files:
        if cmake.name != "CMakeLists.txt" and not cmake.name.endswith(".cmake"):
            continue
        for number, line in enumerate(cmake.lines, start=1):
            for word in LISTED_SOURCE.findall(line.split("#")[0]):
                path = _resolve(cmake, word)
                listed.add(path)
                if path not in tree.by_path and "$" not in path:
                    yield cmake.finding(number, "source-list", f"{path} does not exist: drop it")
    for file in tree.cpp():
        if not file.is_header and file.path not in listed:
            yield file.finding(1, "source-list", "name this file in the nearest CMakeLists.txt; "
                               "what is not built is not tested")


def _resolve(cmake: File, word: str) -> str:
    if TOP.match(word):
        return posixpath.normpath(TOP.sub("", word))
    return posixpath.normpath(posixpath.join(cmake.folder, HERE.sub("", word)))


def _check_header(file: File) -> Iterator[Finding]:
    if not re.search(r"^#pragma once$", file.text, re.MULTILINE):
        yield file.finding(1, "pragma-once", "add #pragma once")
    first = next((line for line in file.lines if line and line != "#pragma once"), "")
    if not first.startswith(("//", "/*")):
        yield file.finding(1, "header-comment", "say first what this header is for")

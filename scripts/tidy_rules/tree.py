"""The files of the tree, each with its kind, its box, and its text as the rules want to see it."""

import dataclasses
import fnmatch
import functools
import os
import pathlib
import subprocess

from . import cpp_text

# Longest first, so that node/core is found before node.
BOXES = ("ledger/log", "ledger/domain", "ledger/batch", "ledger/exchange", "ledger/proof",
         "ledger/report", "ledger/speech", "ledger/store", "node/forms", "node/pages",
         "node/core", "crypto", "wire", "node", "tools", "tests")

# What a file is decides which rules apply. Everything else is data: captured bytes and test vectors,
# which must stay as they are.
KIND_OF_SUFFIX = {
    ".h": "cpp", ".hpp": "cpp", ".cpp": "cpp", ".cc": "cpp", ".c": "cpp",
    ".py": "script", ".sh": "script", ".bash": "script", ".go": "script", ".js": "script",
    ".mjs": "script", ".ts": "script",
    ".cmake": "build", ".capnp": "build", ".yml": "build", ".yaml": "build", ".toml": "build",
    ".html": "build", ".css": "build", ".tpl": "build",
    ".md": "prose",
    ".json": "json",
}
KIND_OF_NAME = {"CMakeLists.txt": "build", "NEWS": "prose", ".gitignore": "build",
                ".gitattributes": "build", ".clang-format": "build", ".editorconfig": "build"}


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    rule: str
    instead: str  # what to do, not only what is wrong

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.instead}"


class File:
    """One text file. `code` and `uncommented` have the same line numbers as `text`."""

    def __init__(self, root: pathlib.Path, path: str):
        self.path = path
        self.name = path.rsplit("/", 1)[-1]
        self.folder = path.rpartition("/")[0]
        self.raw = (root / path).read_bytes()
        self.text = self.raw.decode("utf-8", errors="replace")
        self.lines = self.text.split("\n")
        self.kind = self._kind()

    def _kind(self) -> str:
        if b"\0" in self.raw:
            return "data"
        if self.name in KIND_OF_NAME:
            return KIND_OF_NAME[self.name]
        suffix = pathlib.PurePosixPath(self.name).suffix
        if not suffix and self.raw.startswith(b"#!"):
            return "script"
        return KIND_OF_SUFFIX.get(suffix, "data")

    @property
    def is_cpp(self) -> bool:
        return self.kind == "cpp"

    @property
    def is_header(self) -> bool:
        return self.is_cpp and self.name.endswith((".h", ".hpp"))

    @functools.cached_property
    def box(self) -> str | None:
        return box_of(self.path)

    @functools.cached_property
    def uncommented(self) -> str:
        """C++ without comments, strings kept: for #include lines."""
        return cpp_text.blank(self.text, strings=False)

    @functools.cached_property
    def code(self) -> str:
        """C++ without comments and without the content of strings."""
        return cpp_text.blank(self.text, strings=True)

    def line_of(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def finding(self, line: int, rule: str, instead: str) -> Finding:
        return Finding(self.path, line, rule, instead)


class Tree:
    def __init__(self, root: pathlib.Path):
        self.root = root.resolve()
        paths = _git_paths(self.root) if (self.root / ".git").exists() else None
        if paths is None:
            paths = _walked_paths(self.root)
        wanted = sorted(path for path in set(paths)
                        if (self.root / path).is_file() and not (self.root / path).is_symlink())
        self.files = [File(self.root, path) for path in wanted]
        self.by_path = {file.path: file for file in self.files}

    def of_kind(self, *kinds: str) -> list[File]:
        return [file for file in self.files if file.kind in kinds]

    def cpp(self) -> list[File]:
        return self.of_kind("cpp")

    def product(self) -> list[File]:
        """C++ that ships: everything but tests."""
        return [file for file in self.cpp() if file.box != "tests"]


def box_of(path: str) -> str | None:
    return next((box for box in BOXES if path.startswith(box + "/")), None)


def _git_paths(root: pathlib.Path) -> list[str] | None:
    # safe.directory: a copy may belong to another user; listing its files runs nothing of it.
    command = ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z",
               "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return [path for path in listed.stdout.decode("utf-8").split("\0") if path]


def _walked_paths(root: pathlib.Path) -> list[str]:
    """All files but those that .gitignore names (plain and anchored patterns, no negation)."""
    ignore = root / ".gitignore"
    patterns = ignore.read_text().split() if ignore.is_file() else []
    found = []
    for folder, folders, names in os.walk(root):
        base = pathlib.Path(folder).relative_to(root)
        folders[:] = [name for name in folders
                      if name != ".git"
                      and not _is_ignored((base / name).as_posix(), patterns)]
        found += [path for path in ((base / name).as_posix() for name in names)
                  if not _is_ignored(path, patterns)]
    return found


def _is_ignored(path: str, patterns: list[str]) -> bool:
    name = path.rsplit("/", 1)[-1]
    return any(fnmatch.fnmatchcase(path if "/" in pattern.rstrip("/") else name,
                                   pattern.strip("/"))
               for pattern in patterns)

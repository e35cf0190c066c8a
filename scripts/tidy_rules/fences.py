"""Which box may include which, and behind which box each library stays.

The arrows are those of the module picture in README.md. A box that is not in a row is closed to it.
"""

import re
from collections.abc import Iterator

from .tree import File, Finding, Tree, box_of

MAY_INCLUDE = {
    "crypto": (),
    "ledger/log": ("crypto",),
    "ledger/domain": ("crypto",),
    "ledger/batch": ("crypto", "ledger/log", "ledger/domain"),
    "ledger/proof": ("crypto", "ledger/log", "ledger/domain", "ledger/batch"),
    "ledger/exchange": ("crypto", "ledger/log", "ledger/domain", "ledger/batch"),
    "ledger/store": ("crypto", "ledger/log", "ledger/domain", "ledger/batch", "ledger/exchange"),
    # From committed records to what people read: tables, totals, legal clocks, changes.
    "ledger/report": ("crypto", "ledger/log", "ledger/domain", "ledger/batch", "ledger/proof"),
    # Plain words in three languages: one catalogue.
    "ledger/speech": ("crypto", "ledger/domain"),
    "wire": ("crypto", "ledger/log", "ledger/domain", "ledger/exchange"),
    # The protocol reaches storage and messages through its own interfaces only.
    "node/core": ("crypto", "ledger/log", "ledger/domain", "ledger/batch", "ledger/proof",
                  "ledger/exchange"),
    # The public face, without a socket: machine forms and pages of what ledger/report found.
    "node/forms": ("crypto", "ledger/log", "ledger/domain", "ledger/batch", "ledger/proof",
                   "ledger/report", "ledger/speech", "node/core"),
    "node/pages": ("crypto", "ledger/log", "ledger/domain", "ledger/batch", "ledger/proof",
                   "ledger/report", "ledger/speech", "node/core", "node/forms"),
    "node": ("crypto", "ledger/log", "ledger/domain", "ledger/batch", "ledger/proof",
             "ledger/exchange", "ledger/report", "ledger/speech", "ledger/store", "wire",
             "node/core", "node/forms", "node/pages"),
    "tools": ("crypto", "ledger/log", "ledger/domain", "ledger/batch", "ledger/proof",
              "ledger/exchange", "ledger/report", "ledger/speech", "ledger/store", "wire",
              "node/core", "node/forms", "node/pages"),
}
BOX_OF_TARGET = {"kuboluk_" + box.rsplit("/", 1)[-1]: box for box in MAY_INCLUDE}

# Start of the header's name -> the boxes that may include it ("*.cpp": in no header).
LIBRARIES = (
    (r"sodium(\.h|/)", {"crypto": "*.cpp"}, "call crypto/ instead; it wraps libsodium"),
    (r"openssl/", {"crypto": "*.cpp"}, "call crypto/ instead; it wraps OpenSSL"),
    (r"lmdb\.h", {"ledger/store": "*.cpp"}, "go through ledger/store"),
    (r"(capnp|kj)/|.*\.capnp\.h", {"wire": "*.cpp"}, "go through wire; no Cap'n Proto type leaves it"),
    (r"boost/(asio|beast)\b", {"node": "*", "tools": "*"}, "keep input and output in node or tools"),
    (r"boost/json\b", {"node": "*", "node/forms": "*", "tools": "*"},
     "ledger formats are text; JSON is for people"),
    (r"spdlog/", {"node": "*", "tools": "*"}, "return a value or an Error and let node log it"),
    (r"toml\+\+/", {"node": "*", "tools": "*"}, "take settings as arguments"),
    (r"CLI/", {"node": "*", "tools": "*"}, "take options as arguments"),
    (r"unicode/", {"node/pages": "*.cpp", "tools": "*"}, "use the ledger's own character tables"),
    (r"ctemplate/", {"node/pages": "*.cpp"}, "pages are made in node/pages"),
    (r"(qrencode\.h|cairo|pango/)", {"tools": "*.cpp"}, "paper is made in tools/paper"),
    (r"date/", {"ledger/domain": "*"}, "call the calendar functions of ledger/domain"),
    (r"(catch2|rapidcheck)\b", {}, "move it to tests/"),
)

PURE_BOXES = ("ledger/log", "ledger/domain", "ledger/batch", "ledger/proof", "ledger/exchange",
              "ledger/report", "ledger/speech", "node/core", "node/forms")
PURE_WHY = "time and randomness come in as arguments, effects go out as values"
IMPURE_HEADER = re.compile(
    r"(chrono|ctime|time\.h|sys/.*|unistd\.h|fcntl\.h|netdb\.h|netinet/.*|arpa/.*"
    r"|fstream|iostream|filesystem|cstdio|stdio\.h|random"
    r"|thread|mutex|shared_mutex|condition_variable|future|semaphore|stop_token|pthread\.h|csignal"
    r"|locale|clocale|cctype|ctype\.h|unordered_map|unordered_set)$")
HEADER_WHY = {
    "unordered_map": "iteration order differs between machines; use std::map",
    "unordered_set": "iteration order differs between machines; use std::set",
    "locale": "results depend on the machine; use the ledger's own character tables",
    "clocale": "results depend on the machine; use the ledger's own character tables",
    "cctype": "results depend on the locale; use the ledger's own character tables",
    "ctype.h": "results depend on the locale; use the ledger's own character tables",
}
IMPURE_CALL = re.compile(
    r"(?<![\w.>])(?:std::|::)?(time|clock|clock_gettime|gettimeofday|getenv|secure_getenv|rand|srand"
    r"|getrandom|setlocale)\s*\(|\bstd::(locale|random_device|this_thread)\b")
FLOATING = re.compile(r"\b(float|double)\b")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)


def check(tree: Tree) -> Iterator[Finding]:
    for file in tree.cpp():
        if file.box is None:
            yield file.finding(1, "box-unknown", f"move it into a box ({', '.join(MAY_INCLUDE)}), or "
                               "give its folder a row in scripts/tidy_rules/fences.py")
        for match in INCLUDE.finditer(file.uncommented):
            line = file.line_of(match.start())
            quoted, header = match.group(1) == '"', match.group(2)
            yield from _check_path(tree, file, line, header, quoted)
            yield from _check_boxes(tree, file, line, header)
            yield from _check_library(file, line, header)
        if file.box in PURE_BOXES:
            yield from _check_calls(file)
    yield from _check_links(tree)
    yield from _check_json_source(tree)


def _is_ours(tree: Tree, header: str) -> bool:
    schema = header.removesuffix(".h")  # wire/peer.capnp.h is generated from wire/peer.capnp
    return header in tree.by_path or (schema.endswith(".capnp") and schema in tree.by_path)


def _check_path(tree: Tree, file: File, line: int, header: str, quoted: bool) -> Iterator[Finding]:
    if quoted and not _is_ours(tree, header):
        yield file.finding(line, "include-path", f'"{header}" is no file of this repository: root '
                           "the path at the top of the repository, put library headers in <>")
    if not quoted and _is_ours(tree, header):
        yield file.finding(line, "include-path", f'write "{header}" with quotes')


def _check_boxes(tree: Tree, file: File, line: int, header: str) -> Iterator[Finding]:
    source, target = file.box, box_of(header)
    if target is None or not _is_ours(tree, header) or source in (None, target, "tests"):
        return
    if target == "tests":
        yield file.finding(line, "include-test", "product code never includes tests/: inject it")
    elif target not in MAY_INCLUDE[source]:
        allowed = ", ".join(MAY_INCLUDE[source]) or "no other box"
        yield file.finding(line, "include-fence", f"{source} must not know {target}; it may include "
                           f"{allowed}: pass what is needed in, or move the code up")


def _check_library(file: File, line: int, header: str) -> Iterator[Finding]:
    if file.box == "tests":
        return
    for pattern, homes, instead in LIBRARIES:
        where = homes.get(file.box)
        if re.match(pattern, header) and (where is None or (where == "*.cpp" and file.is_header)):
            home = ", ".join(f"{box}/{files}" for box, files in homes.items()) or "tests"
            yield file.finding(line, "library-fence", f"<{header}> belongs to {home}: {instead}")
    if file.box in PURE_BOXES and IMPURE_HEADER.match(header):
        yield file.finding(line, "pure-box", f"<{header}>: {HEADER_WHY.get(header, PURE_WHY)}")


def _check_calls(file: File) -> Iterator[Finding]:
    for match in IMPURE_CALL.finditer(file.code):
        name = match.group(1) or match.group(2)
        yield file.finding(file.line_of(match.start()), "pure-box", f"{name}: {PURE_WHY}")
    if file.box == "ledger/domain":
        for match in FLOATING.finditer(file.code):
            yield file.finding(file.line_of(match.start()), "no-floating-point",
                               "folding must be exact everywhere: use integers")


def _check_links(tree: Tree) -> Iterator[Finding]:
    """The link lines of CMake draw the same arrows."""
    for file in tree.files:
        if file.name != "CMakeLists.txt" or file.box in (None, "tests"):
            continue
        for number, line in enumerate(file.lines, start=1):
            for target in re.findall(r"\bkuboluk_\w+", line.split("#")[0]):
                box = BOX_OF_TARGET.get(target)
                if box and box != file.box and box not in MAY_INCLUDE[file.box]:
                    yield file.finding(number, "link-fence",
                                       f"{file.box} must not link {target}: see include-fence")


def _check_json_source(tree: Tree) -> Iterator[Finding]:
    """Once in each program: node and tools are never linked together."""
    first = {}
    for file in tree.cpp():
        for match in INCLUDE.finditer(file.uncommented):
            if match.group(2) != "boost/json/src.hpp":
                continue
            if first.setdefault(file.box, file) is not file:
                yield file.finding(file.line_of(match.start()), "json-source-once",
                                   f"Boost.JSON is already compiled in {first[file.box].path}; "
                                   "drop this")

"""Calls and constructs that are not used here, each with what to use instead.

Patterns see C++ without comments and without the content of strings. Some are spelt with a class of
one letter, so that this file does not find itself.
"""

import re
from collections.abc import Callable, Iterator

from . import co_await
from .tree import File, Finding, Tree

Scope = Callable[[File], bool]


def everywhere(_file: File) -> bool:
    return True


def outside(*places: str) -> Scope:
    """Not in these files or folders (a folder ends with /)."""
    return lambda file: not any(
        file.path.startswith(place) if place.endswith("/") else file.path == place
        for place in places)


def product(file: File) -> bool:
    return file.box != "tests"


def headers(file: File) -> bool:
    return file.is_header


def except_process_end(file: File) -> bool:
    return file.path != "crypto/check.cpp" and not (file.box == "tools" and file.name == "main.cpp")


WHOLE = r"(?<![\w.>:~])(?:std::|::)?"  # a free function, not a member of that name

# name, pattern, what to do instead, where it holds
RULES: tuple[tuple[str, str, str, Scope], ...] = (
    ("catch-all", r"\bcatch\s*\(\s*\.\.\.\s*\)",
     "catch the one type you can handle; anything else is our bug and must end the process",
     everywhere),
    ("rand", WHOLE + r"(rand|srand)\s*\(",
     "take randomness as an argument (crypto/random.h; in tests a seeded std::mt19937_64)",
     everywhere),
    ("random-device", r"\bstd::(random_device|default_random_engine|minstd_rand0?)\b",
     "crypto/random.h; in tests a seeded std::mt19937_64", outside("crypto/random.cpp")),
    ("distribution", r"\b(std::)?(uniform_(int|real)|normal|bernoulli|poisson|exponential|geometric"
     r"|binomial|discrete)_distribution\b",
     "results differ between libraries: take the generator's value modulo a bound", everywhere),
    ("shuffle", r"\b(std::(ranges::)?(shuffle|sample)|random_shuffle)\b",
     "results differ between libraries: write the Fisher-Yates loop", everywhere),
    ("assert", r"\bassert\s*\(|#\s*include\s*<(cassert|assert\.h)>",
     "KUBOLUK_CHECK, which no build turns off", everywhere),
    ("ndebug", r"\bNDEBUG\b", "every build runs the same code: delete the switch", everywhere),
    ("using-namespace", r"\busing\s+namespace\s+std\s*;", "write std::", everywhere),
    ("using-namespace-header", r"\busing\s+namespace\b",
     "it leaks into every includer: name what you use", headers),
    ("c-string", WHOLE + r"(strcpy|strncpy|strcat|strncat|stpcpy|sprintf|vsprintf|gets|strtok)\s*\(",
     "std::string or fmt::format; no fixed buffers", everywhere),
    ("c-number", WHOLE + r"(atoi|atol|atoll|atof|strto(l|ul|ll|ull|d|f|ld|imax|umax)|[fs]?scanf)\s*\(",
     "std::from_chars over the exact characters, then compare with what you would print",
     everywhere),
    ("sto-number", r"\b(std::|(?<![\w.>:]))sto(i|l|ul|ll|ull|f|d|ld)\s*\(",
     "it throws and skips blanks: std::from_chars", everywhere),
    ("reinterpret-cast", r"\breinterpret_cast\b", "use the conversions of crypto/bytes.h",
     outside("crypto/bytes.h", "ledger/store/", "wire/")),
    ("const-cast", r"\bconst_cast\b", "own a mutable copy, or take it as mutable", everywhere),
    ("capture-all", r"\[\s*=\s*[\],]", "name what is captured: [=] takes `this` along", everywhere),
    ("goto", r"\bgoto\b", "return early, or make it a function", everywhere),
    ("volatile", r"\bvolatile\b", "std::atomic; secrets are wiped by crypto/secret.h", everywhere),
    ("endl", r"\bstd::(endl|flush)\b", "'\\n': flushing each line is slow", everywhere),
    ("process-end", r"(?:(?<!\w)(?:std)?::|(?<![\w.>:~])(?<!void ))(exit|abort|quick_exit)\s*\(",
     "return an Error, or KUBOLUK_CHECK for our own bugs", except_process_end),
    ("test-hook", r"#\s*(if|ifdef|ifndef|elif)\b.*(\b|_)(UNIT_?)?TEST(S|ING)?(\b|_)"
     r"|\b\w+_for_tests?(ing)?\b|\btesting_?only\w*|\bFRIEND_TEST\b",
     "no test code in the product: pass the dependency in", product),
    ("detach", r"(\.|->)\s*detach\s*\(\s*\)", "keep the thread and join it", everywhere),
)
COMPILED = tuple((name, re.compile(pattern), instead, holds)
                 for name, pattern, instead, holds in RULES)

# In every text of ours, comments included.
TO_DO = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X)\b")
LOCAL_PATH = re.compile(r"(?<![\w.])/(work/|tmp/brief|home/\w+/)")
STRICT_BASH = "set -euo pipefail"


def check(tree: Tree) -> Iterator[Finding]:
    for file in tree.cpp():
        for name, pattern, instead, holds in COMPILED:
            if holds(file):
                for match in pattern.finditer(file.code):
                    yield file.finding(file.line_of(match.start()), name, instead)
        for offset in co_await.braces(file.code):
            yield file.finding(file.line_of(offset), "co-await-braces",
                               "gcc 12 destroys this temporary twice: name it before the co_await")
    for file in tree.files:
        yield from _check_text(file)


def _check_text(file: File) -> Iterator[Finding]:
    if b"\0" in file.raw:
        return
    for number, line in enumerate(file.lines, start=1):
        if LOCAL_PATH.search(line):
            yield file.finding(number, "local-path", "this path exists on one machine only")
        if file.kind != "data" and TO_DO.search(line):
            yield file.finding(number, "to-do", "do it now, or write an issue")
    shell = re.match(r"#!.*\b(bash|sh)\b", file.lines[0])
    if shell and STRICT_BASH not in file.lines:
        yield file.finding(1, "strict-bash", f"use bash and `{STRICT_BASH}`")

"""The product's programs as this test starts them, and what may and may not come of a start."""

import dataclasses
import os
import pathlib
import re
import shutil
import signal
import subprocess

KUBOLUK = os.environ["KUBOLUK"]
KUBOLUKD = os.environ["KUBOLUKD"]
LYING_SEQUENCER = os.environ["LYING_SEQUENCER"]
SHIM = os.environ["CRASH_SHIM"]
SOURCE = pathlib.Path(os.environ["KUBOLUK_SOURCE"])
SCENARIO = SOURCE / "tests" / "data" / "scenarios" / "kg-edge-cases.jsonl"
RULESET = "KR-REG-197+CL-68"
COMMAND_SECONDS = 60

KILLED, REFUSED, WENT_ON = "killed", "error exit with message", "went on"
NOT_STARTED = "not started"  # the fault struck the system's loader, before any code of ours
LOADER_EXIT, LOADER_WORDS = 127, "error while loading shared libraries"
# What a program of ours never says or does, whatever the disk answers. 1 is a refusal by rule.
CRASH_WORDS = re.compile(r"terminate called|Assertion|what\(\):|Sanitizer|core dumped|internal error")
ERROR_CODES = (1, 2, 3, 64, 65, 69, 74)


class Finding(AssertionError):
    """The product did what it must not."""


def need(holds, words):
    if not holds:
        raise Finding(words)


def plain():
    """The environment of a start without faults."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRASH_")}
    # The shim comes before the sanitizer's own library, and leaks cannot be looked for under strace.
    options = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0:detect_leaks=0"
    return kept | {"ASAN_OPTIONS": options}


def kuboluk(*arguments):
    return subprocess.run([KUBOLUK, *map(str, arguments)], capture_output=True, text=True, check=False,
                          timeout=COMMAND_SECONDS, env=plain())


def good(*arguments):
    done = kuboluk(*arguments)
    need(done.returncode == 0, f"{arguments}: exit {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


@dataclasses.dataclass
class Run:
    """How a program ended, what it said, and what it had answered to its clients before."""
    ended: str
    words: str
    decided: dict = dataclasses.field(default_factory=dict)
    promised: set = dataclasses.field(default_factory=set)  # acts that it gave a receipt for


def outcome(code, words):
    """One of the four; a Finding for any other end of a process."""
    if code == LOADER_EXIT and LOADER_WORDS in words:
        return NOT_STARTED
    need(not CRASH_WORDS.search(words), f"it did not end by its own will (exit {code}): {words}")
    if code == -signal.SIGKILL:
        return KILLED
    need(code >= 0, f"it ended by signal {-code}: {words}")
    if code == 0:
        return WENT_ON
    need(code in ERROR_CODES, f"exit {code} is none of its codes: {words}")
    need(words.strip(), f"exit {code} without a word")
    return REFUSED


def copy(template, folder):
    shutil.copytree(template, folder, symlinks=True)
    return folder


def make_folder(folder):
    """A new empty folder, also if a run before left one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder

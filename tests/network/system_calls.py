"""Runs nodes under strace, which kills them at chosen system calls and tells at which one any kill hit.

What is told, and how. A node's storage thread makes a proposal durable, then the counter of its signing key
(fsync, rename, fsync in the folder `counters`), and only then the io thread signs; a sequencer stores what
it has signed, a cosigner does not; then it sends to its peers (sendto; HTTP goes by sendmsg). So from the
order of the calls that strace saw:

    UNSIGNED  a step of the counter is under way or was the last: the proposal is durable, nothing is signed
    UNSENT    the counter was done, and a call that only follows the signature had begun, but no sendto since
              then was finished: signed, and nobody else has it
    WRITING   inside a write of the ledger file (fdatasync, or the page that makes a commit valid)
    ELSEWHERE all else, also between the counter and the first call after it
    UNTOLD    strace did not see the end, or there is no /proc, where it reads the names of open files

UNSENT of a cosigner may count a message other than the cosignature, if that was the first to be sent.
"""

import os
import re
import shutil
import stat
import subprocess

from network import KUBOLUKD

UNSIGNED, UNSENT, WRITING = "persisted, unsigned", "signed, unsent", "inside a write"
ELSEWHERE, UNTOLD = "elsewhere", "not told"
KILLED = "killed by SIGKILL"  # strace's last word
CALLS = "fdatasync,fsync,rename,pwrite64,sendto"
SEND_DELAY = "40ms"  # with the injection DELAYED: long enough to kill before a signature goes out
DELAYED = f"-e inject=sendto:delay_enter={SEND_DELAY}"
TELLS_FILES = os.path.exists("/proc/self/fd")
LINE = re.compile(r"(\d+) +(?:<\.\.\. )?(\w+)(.*)")


def killed_at(call, count):
    """Injection: SIGKILL before the call takes effect, at the count-th of one thread."""
    return f"-e inject={call}:signal=SIGKILL:when={count}"


class Tracer:
    """Makes the program that scripts/net starts instead of kubolukd: the same process, with strace beside."""

    def __init__(self, work):
        assert shutil.which("strace"), "strace is not installed; scripts/setup installs what tests need"
        self._work = work
        self._program = work / "traced"
        self._program.write_text(f"""#!/bin/sh
exec strace -D -f $KILL_PACE -q -yy -s 0 -e signal=KILL,SEGV,BUS,ABRT -e trace={CALLS} -o "$KILL_TRACE" \\
  $KILL_INJECT '{KUBOLUKD}' "$@"
""")
        self._program.chmod(stat.S_IRWXU)
        self._starts = 0
        works = subprocess.run(["strace", "-o", work / "probe", "true"], capture_output=True, text=True,
                               check=False)
        assert works.returncode == 0, f"strace cannot trace here: {works.stderr}"

    def prepare(self, injection=""):
        """What the next start of a node runs; returns where its trace goes."""
        self._starts += 1
        trace = self._work / f"trace-{self._starts}"
        # Faster, but strace 6.1 does not deliver injected signals with it.
        pace = "" if injection else "--seccomp-bpf"
        os.environ.update(KUBOLUKD=str(self._program), KILL_TRACE=str(trace), KILL_INJECT=injection,
                          KILL_PACE=pace)
        return trace


class _Call:
    """One system call, from the line where it began to the one where it ended, if it did."""

    def __init__(self, name, words, begun):
        self.name, self.words, self.begun, self.ended = name, words, begun, None

    def is_counter(self):
        return self.name in ("fsync", "rename") and "/counters" in self.words

    def is_counter_done(self):
        return self.name == "fsync" and self.words.rstrip().split(")")[0].endswith("/counters>")

    def is_write(self):
        # The page that makes a commit valid is written with O_DSYNC, 120 bytes of it.
        return "/data.mdb>" in self.words and (self.name == "fdatasync" or
                                               (self.name == "pwrite64" and ", 120, " in self.words))


def _calls_of(text):
    calls, open_calls = [], {}
    for number, line in enumerate(text.splitlines()):
        found = LINE.match(line)
        if not found:
            continue
        thread, name, words = found.groups()
        if "resumed>" in line:
            if thread in open_calls and not words.rstrip().endswith("= ?"):
                open_calls.pop(thread).ended = number
            continue
        call = _Call(name, words, number)
        calls.append(call)
        if words.endswith("<unfinished ...>") or words.rstrip().endswith("= ?"):
            open_calls[thread] = call
        else:
            call.ended = number
    return calls


def where_killed(trace, is_sequencer):
    """One of the five, from the trace of a node that was killed and waited for."""
    text = trace.read_text(errors="replace")
    if KILLED not in text or not TELLS_FILES:
        return UNTOLD  # strace 6.1 itself ends now and then when what it delays is killed
    calls = _calls_of(text)
    under_way = [call for call in calls if call.ended is None]
    counters = [call for call in calls if call.is_counter()]
    if counters:
        last = counters[-1]
        if last.ended is None or not last.is_counter_done():
            return UNSIGNED
        after = [call for call in calls if call.begun > last.ended]
        sent = [call for call in after if call.name == "sendto" and call.ended is not None]
        signed = [call for call in after if call.name == "sendto" or (is_sequencer and call.is_write())]
        if signed and not sent:
            return UNSENT
    return WRITING if any(call.is_write() for call in under_way) else ELSEWHERE

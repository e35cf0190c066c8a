"""strace beside a run: which system calls change the folder, and faults put in by the kernel's own door.

strace counts `when=N` for each thread, so an error may come once per thread; the shim is exact.
"""

import collections
import re
import shutil
import subprocess
import time

CALLS = ("openat open creat close write pwrite64 writev pwritev pwritev2 fsync fdatasync msync "
         "sync_file_range ftruncate truncate fallocate rename renameat renameat2 unlink unlinkat rmdir "
         "mkdir mkdirat link linkat symlink symlinkat chmod fchmod fchmodat chown fchown fchownat flock "
         "fcntl mmap sendfile copy_file_range").split()
INJECTIONS = {"KILL": "signal=SIGKILL", "EIO": "error=EIO", "ENOSPC": "error=ENOSPC", "EINTR": "error=EINTR"}
LAST_WORDS_SECONDS = 3  # strace writes its file after its child is gone
NAMED_FIRST = {"mkdir", "unlink", "rmdir", "chmod", "truncate", "chown", "open", "creat"}
NAMED_LAST = {"rename", "link", "symlink", "renameat", "renameat2", "linkat", "symlinkat"}
BY_FOLDER = {"openat", "unlinkat", "mkdirat", "fchmodat", "fchownat"}
LINE = re.compile(r"(\d+) +(.*)")
RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)")
CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+|\?|0x[0-9a-f]+)")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def works():
    if not shutil.which("strace"):
        return False
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return tried.returncode == 0


def prefix(trace, call=None, injection=None, when=0):
    """Runs a program as our own child, with strace beside it."""
    line = ["strace", "-D", "-f", "-q", "-s", "0", "-o", str(trace), "-e", "signal=KILL", "-e",
            f"trace={call or ','.join(CALLS)}"]
    return line + (["-e", f"inject={call}:{INJECTIONS[injection]}:when={when}"] if injection else [])


def text_of(trace):
    """The whole trace: strace may still be writing its end."""
    end = time.monotonic() + LAST_WORDS_SECONDS
    while True:
        text = trace.read_text(errors="replace") if trace.exists() else ""
        leader = re.escape(text.split(" ")[0])  # the other threads end before it
        if re.search(rf"^{leader} +\+\+\+ (exited|killed)", text, re.MULTILINE) or time.monotonic() > end:
            return text
        time.sleep(0.01)


def hits(trace):
    """How many faults were put in."""
    text = text_of(trace)
    return text.count("(INJECTED)") + text.count("SI_KERNEL") or int("killed by SIGKILL" in text)


class Listing:
    """counts: (call, path) -> how often; places: call -> the `when` of all that change the folder."""

    def __init__(self, trace, root):
        self.counts = collections.Counter()
        self.places = collections.defaultdict(set)
        self._root = str(root)
        self._files = {}
        self._ordinals = collections.Counter()
        self._open = {}
        for line in text_of(trace).splitlines():
            found = LINE.match(line)
            if found:
                self._take(*found.groups())

    def _take(self, thread, words):
        resumed = RESUMED.match(words)
        if resumed and thread in self._open:
            words, ordinal = self._open.pop(thread)
            words += resumed.group(1)
        else:
            name = words.split("(")[0]
            self._ordinals[thread, name] += 1
            ordinal = self._ordinals[thread, name]
        if words.endswith("<unfinished ...>"):
            self._open[thread] = words.removesuffix("<unfinished ...>").rstrip(), ordinal
            return
        found = CALL.match(words)
        if not found:
            return
        name, arguments, result = found.groups()
        path = self._path(name, arguments, result)
        if path is not None:
            self.counts[name, path] += 1
            self.places[name].add(ordinal)

    def _path(self, name, arguments, result):
        """Relative, of what the call changes; None: not ours."""
        if name == "openat":
            return self._opened(arguments, result)
        if name in NAMED_FIRST or name in NAMED_LAST or name in BY_FOLDER:
            strings = QUOTED.findall(arguments)
            if not strings:
                return None
            chosen = strings[-1] if name in NAMED_LAST else strings[0]
            return self._below(chosen, arguments.split(",")[0] if name in BY_FOLDER else "")
        if name == "fcntl" and "F_SETLK" not in arguments:
            return None
        if name == "mmap" and "MAP_SHARED" not in arguments:
            return None
        number = arguments.split(",")[4 if name == "mmap" else 0].strip()
        path = self._files.get(number)
        if name == "close":
            self._files.pop(number, None)
        return path

    def _opened(self, arguments, result):
        flags = arguments.split(",")[2] if arguments.count(",") >= 2 else ""
        writes = re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", flags)
        folder = "O_DIRECTORY" in flags and "O_NONBLOCK" not in flags
        strings = QUOTED.findall(arguments)
        path = self._below(strings[0], arguments.split(",")[0]) if strings and (writes or folder) else None
        self._files.pop(result, None)
        if path is not None and not result.startswith("-"):
            self._files[result] = path
        return path

    def _below(self, path, folder):
        if not path.startswith("/"):
            parent = self._files.get(folder.strip())
            if parent is None:
                return None
            path = f"{self._root}/{parent}/{path}"
        if path == self._root:
            return "."
        if not path.startswith(self._root + "/"):
            return None
        return re.sub(r"(\.partial-).{6}", r"\1XXXXXX", path[len(self._root) + 1:])

"""What fault_shim.c told about a run, and how one of its points is asked to go wrong."""

import collections
import dataclasses
import errno

from programs import SHIM, plain

WRITES = ("write", "pwrite64", "writev", "pwritev")
# name -> (what the shim is to do, errno)
FAULTS = {
    "KILL before": ("kill-before", 0),
    "KILL after": ("kill-after", 0),
    "EIO": ("fail", errno.EIO),
    "ENOSPC": ("fail", errno.ENOSPC),
    "EINTR": ("fail", errno.EINTR),
    "done but EIO": ("persisted", errno.EIO),
    "short write": ("short", 0),
    "half, KILL": ("torn", 0),
}
ONLY_WRITES = ("short write", "half, KILL")
KILLS = ("KILL before", "KILL after", "half, KILL")
ANY = "*"


@dataclasses.dataclass(frozen=True)
class Point:
    """The count-th call of that name on that file. ANY: of all calls."""
    call: str
    path: str
    count: int

    def __str__(self):
        return f"{self.call} {self.path} #{self.count}"


def environment(root, log, point=None, fault=None):
    env = plain() | {"LD_PRELOAD": SHIM, "CRASH_ROOT": str(root), "CRASH_LOG": str(log)}
    if point:
        kind, error = FAULTS[fault]
        env |= {"CRASH_CALL": point.call, "CRASH_PATH": point.path, "CRASH_COUNT": str(point.count),
                "CRASH_FAULT": kind, "CRASH_ERROR": str(error)}
    return env


class Log:
    """points in order, what each is part of, and those that went wrong."""

    def __init__(self, file):
        self.points, self.hit = [], []
        self._changes, self._begins = [], True
        self._transactions = []  # [changes, [points on the data file]]
        for line in file.read_text().splitlines() if file.exists() else []:
            self._take(line.split(" "))

    def _take(self, words):
        if words[0] == "#":
            if self._begins:
                self._transactions.append([set(), []])
            self._begins = False
            self._transactions[-1][0].add(" ".join(words[1:]).strip())
            return
        point = Point(words[0], words[1], int(words[2]))
        self.points.append(point)
        if len(words) > 3:
            self.hit.append(point)
        if not point.path.endswith("/data.mdb"):
            return
        self._begins = True
        if point.call == "fallocate":  # room for the next transaction
            self._transactions.append([{"room"}, []])
        if self._transactions:
            self._transactions[-1][1].append(point)

    def counts(self):
        return collections.Counter((point.call, point.path) for point in self.points)

    def steps(self):
        """Point -> name of the step that it makes valid: the last page of a transaction, a rename, a sync."""
        steps = {}
        for changes, points in self._transactions:
            valid = [point for point in points if point.call in ("pwrite64", "fallocate")]
            if valid:
                steps[valid[-1]] = transaction_name(changes)
        for point in self.points:
            if point.call in ("rename", "fsync") and not point.path.endswith("/data.mdb"):
                steps[point] = file_name(point)
        return {point: name for point, name in steps.items() if name}


def transaction_name(changes):
    def has(change):
        return any(one.startswith(change) for one in changes)
    names = (("room", "room in the data file"), ("make ", "tables of a new ledger"),
             ("put meta identity", "identity and genesis"), ("put evidence", "evidence"),
             ("put meta position", "entries and state commit"), ("put rejected", "rejection"))
    for change, name in names:
        if has(change):
            return name
    if has("put pending") or has("put meta proposal"):
        return "proposal, cosigned" if has("put meta cosigned") else "proposal"
    if has("put meta cosigned"):
        return "cosigned"
    if has("put meta checkpoint"):
        return "checkpoint"
    return "act" if has("put acts") else "acts dropped" if has("del acts") else "others"


def file_name(point):
    path, last = point.path, point.path.split("/")[-1].removesuffix(".new")
    if path.startswith("counters"):
        return "counter: " + ("folder" if path == "counters" else point.call)
    if last in ("listening", "genesis", "policy", "network.json"):
        return f"{last} file"
    if "keys" in path or path.endswith(".key"):
        return "key file" if point.call == "fsync" and last not in ("keys",) else None
    if "tile" in path or last == "checkpoint":
        return "checkpoint file" if last == "checkpoint" else None
    return None

"""The log that a node serves, read and hashed here: RFC 6962 and C2SP tlog-tiles in a page of Python."""

import base64
import hashlib

TILE_WIDTH = 256
SEAL = b"kuboluk/seal/v1\n"


def parse_checkpoint(note):
    """(size, root in base64, {key name: signature bytes after the key id})."""
    text, _, signatures = note.decode().partition("\n\n")
    _, size, root = text.split("\n")
    lines = {}
    for line in signatures.splitlines():
        _, name, value = line.split(" ")
        lines[name] = base64.b64decode(value)[4:]
    return int(size), root, lines


def cosigned_at(signature):
    """Seconds since 1970 in a cosignature/v1 (C2SP tlog-cosignature)."""
    return int.from_bytes(signature[:8], "big")


def tile_paths(size):
    """Of all tiles that a checkpoint of this size needs, entries included."""
    levels = [("entries", size)]
    count, level = size, 0
    while count > 0:
        levels.append((str(level), count))
        count //= TILE_WIDTH
        level += 1
    for name, width in levels:
        for index in range(0, (width + TILE_WIDTH - 1) // TILE_WIDTH):
            left = min(TILE_WIDTH, width - index * TILE_WIDTH)
            path = "/".join([f"x{index // 1000:03}"] if index >= 1000 else []) + f"{index % 1000:03}"
            yield f"tile/{name}/{path}" + (f".p/{left}" if left < TILE_WIDTH else "")


def entries_of(get, size):
    """All entries below this size; `get(path)` gives a page's bytes."""
    entries = []
    for path in tile_paths(size):
        if not path.startswith("tile/entries/"):
            continue
        data = get(path)
        while data:
            end = 2 + int.from_bytes(data[:2], "big")
            entries.append(data[2:end])
            data = data[end:]
    assert len(entries) == size, (len(entries), size)
    return entries


def roots_of(entries):
    """The Merkle tree hash (base64) at each size: roots[size]."""
    peaks = []  # (height, hash), larger trees first
    roots = [base64.b64encode(hashlib.sha256(b"").digest()).decode()]
    for entry in entries:
        peaks.append((0, hashlib.sha256(b"\0" + entry).digest()))
        while len(peaks) > 1 and peaks[-1][0] == peaks[-2][0]:
            height, right = peaks.pop()
            _, left = peaks.pop()
            peaks.append((height + 1, _node(left, right)))
        root = peaks[-1][1]
        for _, left in reversed(peaks[:-1]):
            root = _node(left, root)
        roots.append(base64.b64encode(root).decode())
    return roots


def _node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def events_of(entries):
    """The signed texts of all entries with an author, without signatures: what an event's id is of."""
    bodies = [entry.partition(b"\n")[2] for entry in entries]
    return [body.rpartition(b"\n\n")[0] for body in bodies if not body.startswith(SEAL)]

"""Signed acts by the thousand, made here: Ed25519 (RFC 8032) and signed notes in a page of Python.

Only for tests: nothing here takes the same time for every key.
"""

import base64
import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BASE_Y = 4 * pow(5, P - 2, P) % P
NOTE_BYTES = 700  # about, of one act by act_of


def _recover_x(y):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return P - x if x & 1 else x


def _add(p, q):
    """Extended coordinates (X, Y, Z, T)."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _powers():
    """The base point times 2^0 to 2^255."""
    x = _recover_x(BASE_Y)
    point = (x, BASE_Y, 1, x * BASE_Y % P)
    powers = []
    for _ in range(256):
        powers.append(point)
        point = _add(point, point)
    return powers


POWERS = _powers()


def _times_base(number):
    point = (0, 1, 1, 0)
    for bit, power in enumerate(POWERS):
        if number >> bit & 1:
            point = _add(point, power)
    return _compress(point)


def _compress(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


class Key:
    """A key file in clear; `name+id+key` in its vkey line."""

    def __init__(self, text):
        lines = dict(line.split(" ", 1) for line in text.splitlines()[1:])
        self.name, self.key_id, public = lines["vkey"].split("+", 2)
        self.public = base64.b64decode(public)[1:]
        digest = hashlib.sha512(base64.b64decode(lines["seed"])).digest()
        self._scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
        self._prefix = digest[32:]

    def sign(self, message):
        nonce = int.from_bytes(hashlib.sha512(self._prefix + message).digest(), "little") % L
        point = _times_base(nonce)
        challenge = hashlib.sha512(point + self.public + message).digest()
        scalar = (nonce + int.from_bytes(challenge, "little") * self._scalar) % L
        return point + scalar.to_bytes(32, "little")

    def note(self, text):
        """C2SP signed-note with one signature line."""
        value = bytes.fromhex(self.key_id) + self.sign(text.encode())
        return f"{text}\n— {self.name} {base64.b64encode(value).decode()}\n".encode()


def key_of(network, author):
    return Key((network.folder / "keys" / f"{author}.key").read_text())


class Desk:
    """Makes submissions of statements for the record, on a TRAINING ledger of that network."""

    def __init__(self, network, day):
        self._full_id = network.description["ledger"]
        self._ledger = self._full_id.rpartition("/")[0]
        self._ruleset = network.status("cec")["ruleset"]
        self._keys = {}
        self._network = network
        self._day = day

    def _key(self, author):
        if author not in self._keys:
            self._keys[author] = key_of(self._network, author)
        return self._keys[author]

    def act_of(self, author, text, signer=None):
        """(event text, bytes to submit). `signer`: another's key, for acts that must be refused."""
        time = f"{self._day}T10:00:00"
        event = (f"kuboluk/event/v1\nledger {self._full_id}\ntype fact.note\nby {author}\n"
                 f"signed {time}+06:00\nexpires {self._day}T23:00:00+06:00\nat {time}+06:00\n"
                 f"ruleset {self._ruleset}\ntext {text}\n")
        digest = hashlib.sha256(event.encode()).hexdigest()
        recorded = (f"kuboluk/recorded/v1\nledger {self._full_id}\nrecorded {self._day}T04:00:00.000Z\n"
                    f"event {digest}\n")
        return event, self._key("operator").note(recorded) + self._key(signer or author).note(event)

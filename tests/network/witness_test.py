"""C2SP tlog-witness between real processes: a node as witness of other logs, others as witnesses of its own.

Must show 4 of the issue on the public face: every status code, the race of two requests, restarts in between.
"""

import base64
import concurrent.futures
import contextlib
import hashlib
import http.client
import os
import pathlib
import subprocess
import threading
import time
import unittest
import urllib.error

from acts import Key
from network import COSIGNERS, EDGE_CASES, KUBOLUK, PARLIAMENT, SOURCE, eventually, kuboluk, network_of
from served_log import cosigned_at, parse_checkpoint, roots_of

WITNESS = "odihr"       # the member whose node has the role
ORIGIN = "other.example/log"
SIZE_TYPE = "text/x.tlog.size"
LEAVES = 400
KILLS = 4


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class OtherLog:
    """A log of somebody else: its leaves, roots, proofs (RFC 6962) and signature."""

    def __init__(self, key_file, vkey, leaf=b"leaf"):
        self.key = Key(key_file.read_text())
        self.vkey = vkey
        self._key_file = key_file
        self._leaves = [hashlib.sha256(b"\0" + leaf + b" %d" % i).digest() for i in range(LEAVES)]
        self._roots = roots_of([leaf + b" %d" % i for i in range(LEAVES)])

    def fork(self):
        """The same log with other leaves, signed by the same key."""
        return OtherLog(self._key_file, self.vkey, b"fork")

    def text(self, size):
        return f"{ORIGIN}\n{size}\n{self._roots[size]}\n"

    def note(self, size):
        return self.key.note(self.text(size)).decode()

    def _root(self, first, last):
        if last - first == 1:
            return self._leaves[first]
        middle = first + self._split(last - first)
        return node_hash(self._root(first, middle), self._root(middle, last))

    def _split(self, count):
        """The largest power of two below it."""
        return 1 << (count - 1).bit_length() - 1

    def _subproof(self, old, first, last, whole):
        if old == last - first:
            return [] if whole else [self._root(first, last)]
        middle = self._split(last - first)
        if old <= middle:
            return self._subproof(old, first, first + middle, whole) + [self._root(first + middle, last)]
        return self._subproof(old - middle, first + middle, last, False) + [self._root(first, first + middle)]

    def proof(self, old, size):
        hashes = self._subproof(old, 0, size, True) if 0 < old < size else []
        return "".join(base64.b64encode(one).decode() + "\n" for one in hashes)

    def request(self, old, size):
        return f"old {old}\n{self.proof(old, size)}\n{self.note(size)}"


class Answer:
    def __init__(self, answer):
        self.status = answer.status
        self.type = answer.headers["Content-Type"]
        self.allow = answer.headers["Allow"]
        self.body = answer.read().decode()

    def conflict_size(self):
        assert (self.status, self.type) == (409, SIZE_TYPE), (self.status, self.type, self.body)
        return int(self.body.removesuffix("\n"))


def ask(network, member, method, path, body=None):
    """A whole answer; OSError or HTTPException if there is none."""
    host = network.url(member).removeprefix("http://")
    with contextlib.closing(http.client.HTTPConnection(host, timeout=20)) as connection:
        connection.request(method, path, body)
        return Answer(connection.getresponse())


def add_checkpoint(network, body, member=WITNESS):
    return ask(network, member, "POST", "/add-checkpoint", body.encode())


def new_key(network, role, name):
    """(file, verifier key) as an operator makes them."""
    file = network.work / hashlib.sha256(name.encode()).hexdigest()
    made = kuboluk("keygen", "--role", role, "--name", name, "--out", file)
    assert made.returncode == 0, made.stdout + made.stderr
    return file, made.stdout.strip()


def log_of(network, name=ORIGIN):
    return OtherLog(*new_key(network, "log", name))


class WitnessNode:
    """Gives the node of WITNESS in that network the role; its key is made as an operator would."""

    def __init__(self, network, name):
        self.network = network
        self.name = name
        home = network.folder / WITNESS
        key, self.vkey = new_key(network, "witness", name)
        key.rename(home / "keys" / "witness")
        self.folder = home / "witness"
        self.folder.mkdir()

    def configure(self, logs, external=()):
        """logs: {origin: vkey}; external: (url, vkey) of witnesses that are asked."""
        text = f'\n[witness]\nname = "{self.name}"\nkey = "keys/witness"\nfolder = "witness"\n'
        for origin, vkey in logs.items():
            text += f'[[witness.log]]\norigin = "{origin}"\nkeys = ["{vkey}"]\n'
        for url, vkey in external:
            text += f'[[external_witness]]\nurl = "{url}"\nkey = "{vkey}"\n'
        with open(self.network.nodes[WITNESS].config, "a", encoding="utf-8") as config:
            config.write(text)

    def state_file(self, origin=ORIGIN):
        return self.folder / (hashlib.sha256(origin.encode()).hexdigest() + ".checkpoint")

    def watched(self, origin=ORIGIN):
        """The monitoring page."""
        path = f"/witness/{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"
        return ask(self.network, WITNESS, "GET", path)

    def watched_size(self):
        return parse_checkpoint(self.watched().body.encode())[0]


class GoReader:
    """tests/go/cosigned.go: Debian's packages only, no module proxy, no network."""

    def __init__(self, work):
        self.program = work / "cosigned"
        cache = pathlib.Path(KUBOLUK).parent.parent / "go-cache"
        environment = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOFLAGS="",
                           GOCACHE=str(cache))
        subprocess.run(["go", "build", "-o", self.program, SOURCE / "tests" / "go" / "cosigned.go"],
                       check=True, env=environment, timeout=240)

    def time_of(self, note, log, witness):
        """The second that the witness has signed; an AssertionError if Go refuses the note."""
        file = self.program.with_suffix(".note")
        file.write_text(note)
        done = subprocess.run([self.program, file, log, witness], capture_output=True, text=True,
                              check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return int(done.stdout)


class OfOtherLogs(unittest.TestCase):
    """One node with the role; it need not even hear the others of its ledger."""

    def test_statuses_races_kills_and_a_damaged_record(self):
        with network_of(EDGE_CASES) as network:
            witness = WitnessNode(network, "witness.odihr.example/1")
            log = log_of(network)
            witness.configure({ORIGIN: log.vkey})
            network.up(WITNESS, "mfa")
            self.check_role_is_off(network, "mfa", log)
            self.check_statuses(network, witness, log)
            self.check_go_accepts(network, witness, log)
            self.check_races(network, witness, log)
            self.check_kills(network, witness, log)
            self.check_damage(network, witness, log)

    def check_role_is_off(self, network, member, log):
        self.assertEqual(add_checkpoint(network, log.request(0, 5), member).status, 404)
        path = f"/witness/{hashlib.sha256(ORIGIN.encode()).hexdigest()}/checkpoint"
        self.assertEqual(ask(network, member, "GET", path).status, 404)

    def check_statuses(self, network, witness, log):
        fork = log.fork()
        stranger = log_of(network, "stranger.example/log")
        stranger_note = stranger.key.note(log.text(20)).decode()
        self.assertEqual(witness.watched().status, 404)
        self.assertEqual(add_checkpoint(network, log.request(3, 5)).conflict_size(), 0)
        self.assertEqual(add_checkpoint(network, log.request(0, 5)).status, 200)
        first = add_checkpoint(network, log.request(5, 10))
        self.assertEqual(first.status, 200, first.body)
        self.assertTrue(first.body.startswith("— witness.odihr.example/1 "))
        self.assertEqual(witness.watched().body, log.note(10) + first.body)
        expected = [
            (400, "old 10\n"), (400, log.request(10, 20).replace("old 10", "old 010")),
            (400, log.request(10, 20).replace("\n\n", "\n" + "A" * 43 + "=\n" * 64, 1)),
            (400, f"old 11\n\n{log.note(10)}"),
            (404, f"old 0\n\n{log.note(20)}".replace(ORIGIN, "unknown.example/log")),
            (403, f"old 10\n{log.proof(10, 20)}\n{stranger_note}"),
            (403, f"old 10\n{log.proof(10, 20)}\n{log.note(20)[:-10]}AAAAAAAA=\n"),
            (409, f"old 10\n\n{fork.note(10)}"),
            (422, fork.request(10, 20)), (422, f"old 10\n\n{log.note(20)}"),
            (413, "old 10\n" + "x" * 70_000), (200, log.request(10, 20)),
        ]
        for status, body in expected:
            answer = add_checkpoint(network, body)
            self.assertEqual(answer.status, status, f"{body[:60]!r}: {answer.body}")
            if status == 409:
                self.assertNotEqual(answer.type, SIZE_TYPE)
        for old in (0, 10, 21):
            self.assertEqual(add_checkpoint(network, log.request(old, 30)).conflict_size(), 20)
        method = ask(network, WITNESS, "GET", "/add-checkpoint")
        self.assertEqual((method.status, method.allow), (405, "POST, OPTIONS"))
        for path in ("/witness/00/checkpoint", f"/witness/{'0' * 64}/checkpoint", "/witness/x"):
            self.assertEqual(ask(network, WITNESS, "GET", path).status, 404, path)

    def check_go_accepts(self, network, witness, log):
        reader = GoReader(network.work)
        before = int(time.time())
        answer = add_checkpoint(network, log.request(20, 40))
        self.assertEqual(answer.status, 200, answer.body)
        second = reader.time_of(log.note(40) + answer.body, log.vkey, witness.vkey)
        self.assertTrue(before <= second <= time.time(), second)
        self.assertEqual(reader.time_of(witness.watched().body, log.vkey, witness.vkey), second)
        with self.assertRaisesRegex(AssertionError, "invalid signature"):
            reader.time_of(log.note(41) + answer.body, log.vkey, witness.vkey)

    def check_races(self, network, witness, log):
        size = witness.watched_size()
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for _ in range(10):
                bodies = [log.request(size, size + 1), log.request(size, size + 2)]
                answers = list(pool.map(lambda body: add_checkpoint(network, body), bodies))
                statuses = sorted(answer.status for answer in answers)
                self.assertEqual(statuses, [200, 409])
                winner = 1 + [answer.status for answer in answers].index(200)
                loser = answers[2 - winner]
                self.assertEqual(loser.conflict_size(), size + winner)
                size += winner
        self.assertEqual(witness.watched_size(), size)

    def check_kills(self, network, witness, log):
        """kill -9 while checkpoints come in: whatever was answered is still known, and nothing more was."""
        for number in range(KILLS):
            size = [witness.watched_size()]  # the last that was answered
            grower = threading.Thread(target=self.grow, args=(network, log, size))
            grower.start()
            time.sleep(0.15 + 0.1 * number)
            network.kill(WITNESS)
            grower.join()
            network.up(WITNESS)
            held = witness.watched_size()
            self.assertIn(held, (size[0], size[0] + 1))  # the last may have been recorded, not answered
            self.assertEqual(add_checkpoint(network, log.request(0, LEAVES)).conflict_size(), held)
            self.assertEqual(add_checkpoint(network, log.request(held, held + 1)).status, 200)

    def grow(self, network, log, size):
        try:
            while size[0] < LEAVES - 10:
                if add_checkpoint(network, log.request(size[0], size[0] + 1)).status != 200:
                    return
                size[0] += 1
        except (OSError, http.client.HTTPException):
            pass

    def check_damage(self, network, witness, log):
        size = witness.watched_size()
        network.stop(WITNESS)
        whole = witness.state_file().read_bytes()
        for damaged in (whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:], None):
            if damaged is None:
                witness.state_file().unlink()
            else:
                witness.state_file().write_bytes(damaged)
            network.up(WITNESS)
            for old in (0, size):
                self.assertEqual(add_checkpoint(network, log.request(old, size + 1)).status, 503)
            self.assertEqual(witness.watched().status, 404)
            self.assertIn(f"{witness.state_file()} is", network.log_of(WITNESS))
            self.assertIn("make a new key with a new name", network.log_of(WITNESS))
            network.stop(WITNESS)
        witness.state_file().write_bytes(whole)
        network.up(WITNESS)
        self.assertEqual(add_checkpoint(network, log.request(size, size + 1)).status, 200)
        network.stop(WITNESS)
        (witness.folder / "logs").unlink()
        done = subprocess.run([os.environ["KUBOLUKD"], "--config", network.nodes[WITNESS].config],
                              capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 65)
        self.assertIn("this witness is not new", done.stderr)


class OfOneAnother(unittest.TestCase):
    """Two ledgers; a node of each is witness of the other, and asks the other for its own checkpoints."""

    def test_two_ledgers_witness_each_other(self):
        with network_of(EDGE_CASES) as first, network_of(PARLIAMENT) as second:
            pair = [WitnessNode(first, "witness.first.example/1"),
                    WitnessNode(second, "witness.second.example/1")]
            for own, other in (pair, pair[::-1]):
                log = other.network.description["log"]
                own.configure({log.partition("+")[0]: log}, [(other.network.url(WITNESS), other.vkey)])
            first.up()
            second.up()
            first.replay().finish()
            for own, other in (pair, pair[::-1]):
                self.check_cosigned(own, other)
            self.check_not_counted(*pair)
            self.check_kept(*pair)

    def line_of(self, network, other):
        """(size, signature of the other's witness) on the public checkpoint, or nothing."""
        try:
            size, _, lines = parse_checkpoint(network.get(WITNESS, "checkpoint"))
        except urllib.error.HTTPError as error:
            self.assertEqual(error.code, 503)  # nothing is committed there yet
            return None
        return (size, lines[other.name]) if other.name in lines else None

    def check_cosigned(self, own, other):
        network = own.network
        size, line = eventually(f"{other.name} has cosigned", lambda: self.line_of(network, other))
        self.assertLess(abs(cosigned_at(line) - time.time()), 120)
        shown = network.status(WITNESS)["external_witnesses"]
        self.assertEqual([(one["name"], one["size"]) for one in shown], [(other.name, size)])
        self.assertRegex(shown[0]["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$")
        origin = network.description["log"].partition("+")[0]
        held = parse_checkpoint(other.watched(origin).body.encode())
        self.assertEqual((held[0], held[2][other.name]), (size, line))
        self.assertEqual(network.status("mfa")["external_witnesses"], [])

    def check_not_counted(self, own, other):
        """Our own readers take the checkpoint with the line; without the quorum's lines it is refused."""
        network = own.network
        checkpoint = network.get(WITNESS, "checkpoint")
        self.assertIn(other.name.encode(), checkpoint)
        for command in (("verify", self.written(network, checkpoint)),
                        ("audit", network.url(WITNESS))):
            done = kuboluk(*command, "--policy", network.policy)
            self.assertEqual(done.returncode, 0, f"{command}: {done.stdout}{done.stderr}")
        text, _, lines = checkpoint.decode().partition("\n\n")
        members = [line for line in lines.splitlines(keepends=True)
                   if line.removeprefix("— ").startswith(tuple(f"{member}." for member in COSIGNERS))]
        few = lines
        for line in members[:-2]:
            few = few.replace(line, "")
        file = self.written(network, f"{text}\n\n{few}".encode())
        done = kuboluk("verify", file, "--policy", network.policy)
        self.assertNotEqual(done.returncode, 0, done.stdout)

    def written(self, network, checkpoint):
        file = network.work / "checkpoint"
        file.write_bytes(checkpoint)
        return file

    def check_kept(self, own, other):
        """The other witness is gone for good: what it has cosigned is still shown after a restart."""
        network = own.network
        shown = network.status(WITNESS)["external_witnesses"]
        for member in other.network.nodes:
            other.network.stop(member)
        network.stop(WITNESS)
        network.up(WITNESS)
        self.assertEqual(network.status(WITNESS)["external_witnesses"], shown)
        done = network.submit_note("mfa", "the ledger goes on without the external witness", "2027-01-31")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        size = network.wait_for_agreement()[0]
        self.assertGreater(size, shown[0]["size"])
        self.assertIsNone(self.line_of(network, other))  # it has not cosigned that size
        told = f"external witness {other.name}"
        eventually("the operator is told", lambda: told in network.log_of(WITNESS))


if __name__ == "__main__":
    unittest.main(warnings="ignore")

"""A training network of five real processes on loopback, for one test: made, started, looked at, removed.

Processes are started and ended through scripts/net (loaded as a module), so a test ends only what it
started. What a node says is read over HTTP as any client would.
"""

import contextlib
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

KUBOLUK = os.environ["KUBOLUK"]
KUBOLUKD = os.environ["KUBOLUKD"]
SOURCE = pathlib.Path(os.environ["KUBOLUK_SOURCE"])
SCENARIOS = SOURCE / "tests" / "data" / "scenarios"
PARLIAMENT = SCENARIOS / "kg-2025-early-parliamentary.jsonl"
EDGE_CASES = SCENARIOS / "kg-edge-cases.jsonl"
SEQUENCER = "cec"
COSIGNERS = ("mfa", "odihr", "ots", "cis")
MEMBERS = (SEQUENCER, *COSIGNERS)
REPLAY_SECONDS = 240  # of one replay, faults included; without them it takes a fraction
SETTLE_SECONDS = 30   # until nodes that can hear one another agree
LOG_TAIL_LINES = 25   # of each node, when a test fails
TEST_SECONDS = int(os.environ.get("NETWORK_SECONDS", "300"))  # of a whole file; less than what ctest allows


def _give_up(number, _frame):
    raise AssertionError(f"signal {number}: asked to end, or not done in {TEST_SECONDS} s")


# ctest would kill the test and leave the nodes: so it ends before, by an error, and cleans up.
signal.signal(signal.SIGTERM, _give_up)
signal.signal(signal.SIGALRM, _give_up)
signal.alarm(TEST_SECONDS)


def _load_net():
    loader = importlib.machinery.SourceFileLoader("net", str(SOURCE / "scripts" / "net"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("net", loader))
    loader.exec_module(module)
    return module


net = _load_net()


def kuboluk(*arguments):
    """The finished process; output as text."""
    return subprocess.run([KUBOLUK, *map(str, arguments)], capture_output=True, text=True, check=False,
                          timeout=REPLAY_SECONDS)


def embedded(scenario, *more):
    """What a replay in one process says: nobody else's word is the yardstick for the network."""
    done = kuboluk("replay", scenario, "--json", *more)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def eventually(what, question, seconds=SETTLE_SECONDS, pause=0.05):
    """The first true answer; an AssertionError that names `what` if there is none in time."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(pause)


class Replay:
    """`kuboluk replay --network` in the background."""

    def __init__(self, folder, scenario):
        self._out = tempfile.TemporaryFile("w+")
        command = [KUBOLUK, "replay", str(scenario), "--network", str(folder), "--json"]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._out,
                                         stderr=subprocess.STDOUT)

    def runs(self):
        return self._process.poll() is None

    def pause(self):
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self._process.send_signal(signal.SIGCONT)

    def check_runs(self):
        assert self.runs(), f"the replay has ended: {self._words()}"

    def stop(self):
        if self.runs():
            self._process.kill()
        self._process.wait()

    def _words(self):
        self._out.seek(0)
        return self._out.read()

    def finish(self):
        """The report of a replay that met all expectations, with all its nodes in agreement."""
        code = self._process.wait(timeout=REPLAY_SECONDS)
        words = self._words()
        assert code == 0, f"the replay ended with {code}: {words}"
        report = json.loads(next(line for line in words.splitlines() if line.startswith("{")))
        assert report["failed"] == [], report["failed"]
        return report


class Network:
    def __init__(self, work, scenario):
        self.work = work
        self.scenario = scenario
        self.folder = work / "network"
        made = kuboluk("init", "--training", self.folder, "--scenario", scenario)
        assert made.returncode == 0, made.stdout + made.stderr
        self.description = json.loads((self.folder / "network.json").read_text())
        self.policy = self.folder / "policy"
        self.genesis = self.folder / "genesis"
        self.nodes = {node.id: node for node in net.read_network(self.folder)}
        self._replays = []

    def url(self, member):
        return self.nodes[member].url

    # --- processes

    def up(self, *members):
        """All of these, or all."""
        net.up([self.nodes[member] for member in members or MEMBERS])

    def stop(self, member):
        """As an operator would, by SIGTERM."""
        net.down([self.nodes[member]])

    def send_kill(self, member):
        """kill -9, without waiting; false if there was no process any more."""
        return self.nodes[member].signal(signal.SIGKILL) is not None

    def kill(self, member):
        net.kill(self.nodes[member])

    def replay(self, folder=None):
        replay = Replay(folder or self.folder, self.scenario)
        self._replays.append(replay)
        return replay

    def submit_note(self, member, text, day):
        """The finished `kuboluk submit` of a statement for the record by the CEC, at that node.

        `day`: its date, as in 2027-01-31; not before that of the newest entry.
        """
        time_of_day = "T10:00:00+06:00"
        ruleset = self.status(member)["ruleset"]
        event = self.work / "note.event"
        event.write_text(f"kuboluk/event/v1\nledger {self.description['ledger']}\ntype fact.note\nby cec\n"
                         f"signed {day}{time_of_day}\nexpires {day}T23:00:00+06:00\nat {day}{time_of_day}\n"
                         f"ruleset {ruleset}\ntext {text}\n")
        keys = self.folder / "keys"
        return kuboluk("submit", event, "--node", self.url(member), "--policy", self.policy,
                       "--key", keys / "cec.key", "--operator-key", keys / "operator.key",
                       "--recorded-at", day + time_of_day, "--json")

    def close(self):
        for replay in self._replays:
            replay.stop()
        net.down(self.nodes.values())

    def last_words(self):
        return "\n".join(f"--- {member}, {json.dumps(self.status_or_none(member))}\n" +
                         "\n".join(self.log_of(member).splitlines()[-LOG_TAIL_LINES:]) for member in MEMBERS)

    def log_of(self, member):
        file = self.nodes[member].log_file
        return file.read_text(errors="replace") if file.exists() else ""

    # --- what nodes say

    def get(self, member, path):
        """The bytes of that page; OSError (urllib's among them) if the node does not give it."""
        with urllib.request.urlopen(f"{self.url(member)}/{path}", timeout=10) as answer:
            return answer.read()

    def status(self, member):
        return json.loads(self.get(member, "status.json"))

    def status_or_none(self, member):
        try:
            return self.status(member)
        except (OSError, ValueError):
            return None

    def size(self, member):
        status = self.status_or_none(member)
        return status["size"] if status else 0

    def place(self, member):
        """(size, log root, status root), or nothing while it cannot say."""
        status = self.status_or_none(member)
        if not status or status["status_root"] is None:
            return None
        return status["size"], status["log_root"], status["status_root"]

    def wait_for_size(self, member, size):
        return eventually(lambda: f"{member} holds {size} entries: {self.status_or_none(member)}",
                          lambda: self.size(member) >= size, REPLAY_SECONDS, 0.01)

    def wait_for_agreement(self, members=MEMBERS):
        """The one place that all stand at."""
        def places():
            return {self.place(member) for member in members}
        eventually(lambda: f"all agree: {places()}", lambda: len(places()) == 1 and None not in places())
        return self.place(members[0])

    def still_place(self, members, seconds=1.5):
        """The place of these nodes once nothing has moved for so long."""
        while True:
            place = self.wait_for_agreement(members)
            time.sleep(seconds)
            if {self.place(member) for member in members} == {place}:
                return place


@contextlib.contextmanager
def network_of(scenario):
    """A network, not started. Afterwards nothing of it is left; if the test fails, its logs are printed."""
    work = pathlib.Path(tempfile.mkdtemp(prefix="kuboluk-network-"))
    network = None
    try:
        network = Network(work, scenario)
        yield network
    except BaseException:
        if network:
            print(network.last_words(), file=sys.stderr)
        raise
    finally:
        if network:
            network.close()
        shutil.rmtree(work, ignore_errors=True)

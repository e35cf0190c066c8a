"""kill -9 of any of five nodes during replays (RELIABILITY 13-16): none lost, none doubled, one log."""

import collections
import os
import random
import signal
import threading
import time
import unittest

from network import (COSIGNERS, EDGE_CASES, MEMBERS, PARLIAMENT, SEQUENCER, embedded, eventually, kuboluk,
                     net, network_of)
from served_log import entries_of, events_of, parse_checkpoint, roots_of
from system_calls import (DELAYED, ELSEWHERE, TELLS_FILES, UNSENT, UNSIGNED, UNTOLD, WRITING, Tracer,
                          killed_at, where_killed)

KILLS = 50        # at least
AIMED = 4         # at least, of each of UNSIGNED and UNSENT
SEED = 20251130
AIM_SECONDS = 4   # an armed node that has not been hit by then is killed as it is
DEAD_SECONDS = 8  # until a killed process is gone
TRACE_TAIL = 3000  # bytes of it, if a node has ended by itself
PAIR_EVERY = 6    # rounds: then two are down at once
AIMS = (UNSENT, UNSIGNED, UNSENT, UNSIGNED, WRITING)  # one per round


class Watcher(threading.Thread):
    """Reads every node's checkpoint all the time: what was ever shown as committed must stay."""

    def __init__(self, network):
        super().__init__()
        self._network = network
        self._ends = threading.Event()
        self.seen = set()  # (size, root)
        self.shrunk = []

    def run(self):
        largest = dict.fromkeys(MEMBERS, 0)
        while not self._ends.wait(0.05):
            for member in MEMBERS:
                try:
                    size, root, _ = parse_checkpoint(self._network.get(member, "checkpoint"))
                except (OSError, ValueError):
                    continue  # it is down
                self.seen.add((size, root))
                if size < largest[member]:
                    self.shrunk.append((member, largest[member], size))
                largest[member] = size

    def end(self):
        self._ends.set()
        self.join()


class Killer:
    """Kills and starts the nodes of one network, and keeps account."""

    def __init__(self, test, network, moments, account):
        self.test = test
        self.network = network
        self.moments = moments
        self.account = account  # Counter of (member, where)
        self.tracer = Tracer(network.work)
        self.deck = []
        self.traces = {}
        self.pids = {}

    def start(self, member, injection=""):
        """False if the injection ended it before it answered."""
        self.traces[member] = self.tracer.prepare(injection)
        node = self.network.nodes[member]
        node.start()
        self.pids[member] = int(node.pid_file.read_text().split()[0])
        try:
            node.wait_until_up()
        except net.Failure:
            if not injection:
                raise
            return False
        return True

    def kill(self, member):
        """If an injection was faster, it is the one that counts."""
        pid = self.pids[member]
        self.network.send_kill(member)
        # A traced child can be waited for only when strace has dealt with its end: the trace is whole then.
        _, status = eventually(f"{member} is gone", lambda: self.ended(pid), DEAD_SECONDS, 0.002)
        self.test.assertTrue(os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL,
                             f"{member} ended by itself, status {status}: {self.trace_tail(member)}")
        self.account[member, where_killed(self.traces[member], member == SEQUENCER)] += 1

    def trace_tail(self, member):
        return self.traces[member].read_text(errors="replace")[-TRACE_TAIL:]

    def ended(self, pid):
        """(pid, wait status) of a child that has ended; nothing while it has not."""
        ended = os.waitpid(pid, os.WNOHANG)
        return ended if ended[0] == pid else None

    def pause(self, seconds):
        time.sleep(self.moments.random() * seconds)

    def after_an_act(self):
        """The client submits the next act at once when the last is committed: a moment later."""
        size = self.network.size("mfa") or self.network.size("odihr")
        end = time.monotonic() + 1
        while time.monotonic() < end:
            if (self.network.size("mfa") or self.network.size("odihr")) > size:
                break
            time.sleep(0.002)
        self.pause(0.03)

    def round(self, number):
        """A kill at random, then one of the same node at a chosen place; or two nodes at once."""
        if not self.deck:
            self.deck = self.moments.sample(MEMBERS, len(MEMBERS))  # all get their turn
        first = self.deck.pop()
        second = self.moments.choice([member for member in MEMBERS if member != first])
        self.after_an_act()
        self.kill(first)
        if number % PAIR_EVERY == PAIR_EVERY - 1:
            self.pause(0.05)
            self.kill(second)
            self.pause(0.5)
            self.start(second)
            self.start(first)
            return
        self.pause(0.3)
        self.aim(first, AIMS[number % len(AIMS)])
        self.pause(0.3)
        self.start(first)

    def aim(self, member, where):
        counter = self.network.folder / "counters" / member
        if where == UNSENT:
            if self.start(member, DELAYED):
                self.await_change(counter)
                time.sleep(0.015)  # counter made durable, signed (and stored): a few ms; sent: SEND_DELAY
            return self.kill(member)
        if where == UNSIGNED:
            # From 2: the io thread renames once, at the start; strace counts for each thread.
            call = killed_at("rename", self.moments.randrange(2, 5))
        else:
            call = killed_at("fdatasync", self.moments.randrange(2, 12))
        if self.start(member, call):
            self.await_death(member)
        return self.kill(member)

    def await_change(self, file):
        def when():
            return file.stat().st_mtime_ns if file.exists() else 0
        begun, end = when(), time.monotonic() + AIM_SECONDS
        while when() == begun and time.monotonic() < end:
            time.sleep(0.001)

    def await_death(self, member):
        end = time.monotonic() + AIM_SECONDS
        while self.network.nodes[member].pid() is not None and time.monotonic() < end:
            time.sleep(0.005)


class Kill(unittest.TestCase):
    def test_fifty_kills_of_five_nodes(self):
        moments = random.Random(SEED)
        account = collections.Counter()
        scenarios = [PARLIAMENT]
        while sum(account.values()) < KILLS:
            self.play(scenarios.pop(0) if scenarios else EDGE_CASES, moments, account)
        self.report(account)

    def play(self, scenario, moments, account):
        expected = embedded(scenario)
        with network_of(scenario) as network:
            killer = Killer(self, network, moments, account)
            for member in MEMBERS:
                killer.start(member)
            watcher = Watcher(network)
            watcher.start()
            try:
                replay = network.replay()
                rounds = 0
                while replay.runs() and not self.is_done(network, expected):
                    killer.round(rounds)
                    rounds += 1
                report = replay.finish()
                place = network.wait_for_agreement()
            finally:
                watcher.end()
            self.assertEqual(report["status_root"], expected["status_root"])
            self.check_log(network, watcher, place, expected)

    def is_done(self, network, expected):
        """All acts of the scenario are in: what the client does now is compare."""
        size = network.size("mfa")
        if size == 0:
            return False
        try:
            entries = entries_of(lambda path: network.get("mfa", path), size)
            return len(events_of(entries)) > expected["accepted"]  # and the genesis
        except OSError:
            return False

    def check_log(self, network, watcher, place, expected):
        size, root, status_root = place
        self.assertEqual(status_root, expected["status_root"])
        entries = entries_of(lambda path: network.get(SEQUENCER, path), size)
        roots = roots_of(entries)
        self.assertEqual(roots[-1], root)
        self.assertEqual(watcher.shrunk, [], "a node shows a smaller tree than it has shown")
        self.assertGreater(len(watcher.seen), 10)
        for seen_size, seen_root in watcher.seen:
            self.assertEqual(roots[seen_size], seen_root, f"what was committed at size {seen_size} is gone")
        events = events_of(entries)
        self.assertEqual(len(set(events)), len(events), "an act is twice in the log")
        for member in MEMBERS:
            self.assertEqual(network.status(member)["forks"], 0, member)
        done = kuboluk("audit", "--node", network.url(COSIGNERS[0]), "--policy", network.policy, "--json")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def report(self, account):
        print(f"{sum(account.values())} kills (seed {SEED}), the place told from the order of system calls")
        places = (UNSIGNED, UNSENT, WRITING, ELSEWHERE, UNTOLD)
        total = {place: sum(account[member, place] for member in MEMBERS) for place in places}
        for member in MEMBERS:
            print(f"  {member:6}", *(f"{account[member, place]:4} {place}" for place in places), sep="")
        print("  all   ", *(f"{total[place]:4} {place}" for place in places), sep="")
        if not TELLS_FILES:
            print("there is no /proc here, so strace cannot tell where a kill hit; all else was checked")
            return
        self.assertGreaterEqual(total[UNSIGNED], AIMED)
        self.assertGreaterEqual(total[UNSENT], AIMED)


if __name__ == "__main__":
    unittest.main(warnings="ignore")

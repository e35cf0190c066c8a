"""Five nodes under load (RELIABILITY T10, T18, 4 Overload, 5.4, 24, 47): honest clients are served or told
to come again, cosigning goes on, memory stays bounded, and what was acknowledged ends in the log.

No assertion on speed here: tools/bench/overload_bench.py has the figures.
"""

import collections
import json
import os
import queue
import resource
import signal
import subprocess
import threading
import unittest

from acts import Desk
from network import COSIGNERS, EDGE_CASES, KUBOLUKD, MEMBERS, SEQUENCER, eventually, network_of
from overload import (HAS_PROC, Asker, HostileCrowd, Memory, Submitter, ask, at_work, event_id)
from served_log import entries_of, events_of

FLOODING_PEER = os.environ["FLOODING_PEER"]
DAY = "2026-03-01"
FEW_DESCRIPTORS = 128      # less than a node needs
NO_DESCRIPTORS = 8         # less than it has open
SYSTEM_EXIT = 71
MEMORY_MIB = 256           # RELIABILITY 4, Overload
PEER_MEMORY_MIB = 64       # RELIABILITY T10: what one peer may add
LARGEST_FRAME_MIB = 100    # with frames as large as acts of 500 parts need: 42, twice in decoding
ROUNDS = 8                 # of each reader, while the hostile sockets are there
ACTS = 4                   # committed by each submitter meanwhile
HOSTS = (1, 32, 600)       # addresses that 2,000 sockets come from: over, at and below a share each
MOST_PLACES = 512          # of a node for clients (node/http/limits.h)
LEAST_OPEN = 60            # of them at once, so that there was something to bear
SERVED = {1: 0.9, 32: 0.9, 600: 0.5}  # of the honest reads are answered, by HOSTS; the rest told to wait
WAIT_SECONDS = 60          # for any of it
AUTHOR_ACTS = 512          # of one author may wait at a node (node/core/act_pool.h)
SURPLUS = 88               # acts beyond them
FLOODING = 24              # connections at once
LOG_BYTES = 200_000        # that one flooding peer may make a node write about itself
PEER_LOADS = ("batches", "acts", "states", "asks", "zeros")
PEER_SECONDS = 3


def pages_of(network, member):
    """What honest readers ask for, each with a check of the answer."""
    tile = network.get(member, "tile/0/000.p/2")
    genesis = network.get(member, "genesis")
    return {
        "/healthz": lambda body: body == b"ok\n",
        "/status.json": lambda body: json.loads(body)["member"] == member,
        "/tile/0/000.p/2": lambda body: body == tile,
        "/genesis": lambda body: body == genesis,
        "/proof/person/kg-1/p-1": lambda body: body.startswith(b"kuboluk/"),
        "/checkpoint": lambda body: body.startswith(network.description["ledger"].encode()),
    }


class Flood:
    """Hands in bodies over many connections, without waiting for the log; keeps every answer."""

    def __init__(self, url, bodies):
        self._url = url
        self._bodies = queue.SimpleQueue()
        for what, body in bodies:
            self._bodies.put((what, body))
        self.answers = []  # (what, Answer or the error)
        self._threads = [threading.Thread(target=self._play, args=(f"127.0.9.{2 + number}",), daemon=True)
                         for number in range(FLOODING)]

    def _play(self, source):
        while True:
            try:
                what, body = self._bodies.get_nowait()
            except queue.Empty:
                return
            try:
                self.answers.append((what, ask(self._url, "/submit", body, source)))
            except OSError as error:
                self.answers.append((what, error))

    def play(self):
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            thread.join()
        return self.answers


class Overload(unittest.TestCase):
    def begin(self, network):
        network.up()
        for member in MEMBERS:
            network.wait_for_size(member, 2)  # the genesis and its seal
        return Desk(network, DAY)

    def check_end(self, network, events):
        """All nodes agree, nobody lied, and every one of these events is in the log, once."""
        size, _, _ = network.wait_for_agreement()
        for member in MEMBERS:
            self.assertEqual(network.status(member)["forks"], 0, member)
        entries = entries_of(lambda path: network.get("odihr", path), size)
        logged = collections.Counter(events_of(entries))
        for event in events:
            times = logged[event.removesuffix("\n").encode()]
            self.assertEqual(times, 1, f"acknowledged, and {times} times in the log: {event}")

    def check_memory(self, network, member, most=MEMORY_MIB):
        if HAS_PROC:
            self.assertLess(Memory(network, member).most_mib(), most, member)

    # --- sockets

    def test_RELIABILITY_T18_24_47_two_thousand_slow_and_idle_sockets(self):
        with network_of(EDGE_CASES) as network:
            self.check_too_few_descriptors_are_refused(network)
            soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (FEW_DESCRIPTORS, hard))  # a node raises it itself
            try:
                desk = self.begin(network)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            events = []
            for hosts in HOSTS:
                events += self.bear(network, desk, hosts)
            self.check_end(network, events)
            self.check_memory(network, SEQUENCER)
            self.check_places_are_free(network)
            self.check_out_of_descriptors(network, desk)

    def check_too_few_descriptors_are_refused(self, network):
        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (FEW_DESCRIPTORS, FEW_DESCRIPTORS))
        done = subprocess.run([KUBOLUKD, "--config", network.folder / SEQUENCER / "config.toml"],
                              capture_output=True, text=True, check=False, timeout=30, preexec_fn=few)
        self.assertEqual(done.returncode, SYSTEM_EXIT, done.stderr)
        self.assertIn("open files", done.stderr)

    def bear(self, network, desk, hosts):
        """The events that were committed meanwhile."""
        readers = [Asker(network.url(SEQUENCER), pages_of(network, SEQUENCER)) for _ in range(2)]
        submitters = [Submitter(desk, network.url(member), member) for member in MEMBERS]
        size = network.size("odihr")
        big = f"/tile/entries/000.p/{min(size, 255)}"

        def is_done():
            for worker in (*readers, *submitters):
                worker.check()
            return (all(reader.rounds >= ROUNDS for reader in readers) and
                    all(len(submitter.committed) >= ACTS for submitter in submitters))
        with HostileCrowd(network, SEQUENCER, hosts, big) as crowd:
            with at_work(*readers, *submitters):
                eventually(f"honest clients are served beside {hosts} hostile hosts", is_done, WAIT_SECONDS)
        self.assertGreater(crowd.report["most_open"], LEAST_OPEN)
        refused, dropped = (sum(getattr(worker, what) for worker in (*readers, *submitters))
                            for what in ("refused", "dropped"))
        served = sum(len(reader.times) for reader in readers)
        words = f"{hosts} hosts: {served} reads served, {refused} requests refused, {dropped} closed"
        print(words)
        self.assertGreaterEqual(served, SERVED[hosts] * (served + refused + dropped), words)
        if hosts < MOST_PLACES:  # with more, a flood can be faster than a client
            self.assertEqual(dropped, 0, words)
        return [event for submitter in submitters for event in submitter.committed]

    def check_places_are_free(self, network):
        if HAS_PROC:
            memory = Memory(network, SEQUENCER)
            eventually(lambda: f"descriptors are given back: {memory.descriptors()}",
                       lambda: memory.descriptors() < FEW_DESCRIPTORS)

    def check_out_of_descriptors(self, network, desk):
        """RELIABILITY 5.4: a cosigner without any waits, and goes on; the others go on without it."""
        pid = network.nodes["ots"].pid()
        _, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        before = resource.prlimit(pid, resource.RLIMIT_NOFILE, (NO_DESCRIPTORS, hard))
        events = []
        try:
            submitter = Submitter(desk, network.url(SEQUENCER), "cec")
            with at_work(submitter):
                eventually("acts are committed without ots", lambda: len(submitter.committed) >= ACTS,
                           WAIT_SECONDS)
            events = submitter.committed
        finally:
            resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
        eventually("ots is back", lambda: network.place("ots") == network.place(SEQUENCER) is not None)
        self.assertEqual(network.nodes["ots"].pid(), pid)
        self.check_end(network, events)

    # --- submissions

    def test_RELIABILITY_4_overload_ten_times_the_submissions(self):
        with network_of(EDGE_CASES) as network:
            desk = self.begin(network)
            acts = dict(desk.act_of("mfa", f"flood {number}") for number in range(AUTHOR_ACTS + SURPLUS))
            events = self.fill_the_share_of_one_author(network, desk, acts)
            events += self.flood_while_others_submit(network, desk, acts)
            self.check_end(network, events)
            for member in MEMBERS:
                self.check_memory(network, member)

    def fill_the_share_of_one_author(self, network, desk, acts):
        """Two cosigners stand still, so nothing is committed: 512 acts wait, the rest is told to."""
        asleep = [network.nodes[member] for member in ("ots", "cis")]
        for node in asleep:
            node.signal(signal.SIGSTOP)
        try:
            begun = network.size(SEQUENCER)
            taken = self.hand_in(network, acts, AUTHOR_ACTS)
            refused = Flood(network.url(SEQUENCER), self.not_yet(acts, taken)).play()
            for _, answer in refused:
                self.assertTrue(answer.is_clean_refusal(), answer)
            self.assertEqual(len(refused), SURPLUS)
            event, body = desk.act_of("court", "another author has a share of his own")
            self.assertEqual(ask(network.url(SEQUENCER), "/submit", body).status, 202)
            self.assertEqual(network.size(SEQUENCER), begun, "nothing was committed without a quorum")
        finally:
            for node in asleep:
                node.signal(signal.SIGCONT)
        return [*taken, event]

    def not_yet(self, acts, taken):
        return [(event, body) for event, body in acts.items() if event not in taken]

    def hand_in(self, network, acts, enough):
        """The events that the sequencer has given a receipt for, when it has given so many."""
        taken = set()

        def some_more():
            for event, answer in Flood(network.url(SEQUENCER), self.not_yet(acts, taken)).play():
                self.assertFalse(isinstance(answer, Exception), answer)
                if answer.status in (200, 202):
                    taken.add(event)
                else:
                    self.assertTrue(answer.is_clean_refusal(), (answer.status, answer.body))
            return len(taken) >= enough
        eventually(lambda: f"{enough} acts are taken: {len(taken)}", some_more, WAIT_SECONDS)
        self.assertEqual(len(taken), enough)
        return taken

    def flood_while_others_submit(self, network, desk, acts):
        """Garbage, strangers, and the same acts again; each other institution has an act to hand in."""
        _, foreign = desk.act_of("mfa", "signed by another", signer="court")
        junk = [("junk", b"x" * 1000), ("foreign", foreign)] * (AUTHOR_ACTS // 2)
        flood = Flood(network.url(SEQUENCER), [*junk, *acts.items()])
        submitters = [Submitter(desk, network.url(member), member) for member in MEMBERS]
        with at_work(*submitters):
            answers = flood.play()
            eventually("others' acts are committed", lambda: all(len(one.committed) >= ACTS
                                                                 for one in submitters), WAIT_SECONDS)
        said = collections.defaultdict(collections.Counter)
        for what, answer in answers:
            self.assertFalse(isinstance(answer, Exception), answer)
            said["act" if what in acts else what][answer.status] += 1
            if answer.status == 503:
                self.assertTrue(answer.is_clean_refusal(), answer.body)
            elif answer.status >= 400:
                self.assertEqual(answer.type, "application/problem+json")
        self.assertLessEqual(set(said["junk"]), {400, 409, 503}, said)
        self.assertLessEqual(set(said["foreign"]), {403, 503}, said)
        self.assertLessEqual(set(said["act"]), {200, 202, 503}, said)
        taken = [what for what, answer in answers if what in acts and answer.status in (200, 202)]
        for event in taken:
            eventually("an acknowledged act is in the log", lambda event=event: json.loads(network.get(
                SEQUENCER, f"receipt/{event_id(event)}"))["state"] == "committed", WAIT_SECONDS)
        return [*taken, *(event for one in submitters for event in one.committed)]

    # --- peers

    def test_RELIABILITY_T10_a_member_that_sends_for_ever(self):
        with network_of(EDGE_CASES) as network:
            desk = self.begin(network)
            network.stop("cis")  # its keys are the flooding peer's now
            events = []
            for load in PEER_LOADS:
                events += self.bear_peer(network, desk, load)
            network.up("cis")
            self.check_end(network, events)

    def bear_peer(self, network, desk, load):
        memory = Memory(network, "mfa") if HAS_PROC else None
        before = 0
        if memory:
            memory.forget_most()
            before = memory.now_mib()
        written = len(network.log_of("mfa"))
        submitters = [Submitter(desk, network.url(member), member) for member in ("mfa", "odihr")]
        command = [FLOODING_PEER, "--config", network.folder / "cis" / "config.toml", "--to", "mfa",
                   "--with", load, "--seconds", str(PEER_SECONDS)]
        flood = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            with at_work(*submitters):
                eventually(f"acts are committed beside endless {load}",
                           lambda: all(len(one.committed) >= ACTS for one in submitters), WAIT_SECONDS)
                words, _ = flood.communicate(timeout=WAIT_SECONDS)
        finally:
            flood.kill()
            flood.wait()
        self.assertEqual(flood.returncode, 0, words)
        report = json.loads(words)
        self.assertGreater(report["links"], 0, load)
        if memory:
            grown = memory.most_mib() - before
            print(f"endless {load}: {report}, {grown:.0f} MiB more")
            most = LARGEST_FRAME_MIB if load == "batches" else PEER_MEMORY_MIB
            self.assertLess(grown, most, f"endless {load}: {report}")
        self.assertLess(len(network.log_of("mfa")) - written, LOG_BYTES, f"endless {load}: {report}")
        return [event for one in submitters for event in one.committed]


if __name__ == "__main__":
    unittest.main(warnings="ignore")

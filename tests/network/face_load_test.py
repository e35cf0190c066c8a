"""The public face under load (RELIABILITY 24, 46, 47, T18; issue: "on a plane that cannot slow cosigning").

Acts are committed while a storm of list pages is asked, each with clocks of its own so that nothing kept
can answer it; event streams are bounded, and readers that do not read cost the others nothing.
No assertion on speed here: tools/bench/face_bench.py has the figures.
"""

import contextlib
import itertools
import json
import socket
import threading
import time
import unittest
import urllib.parse

from acts import Desk
from network import COSIGNERS, MEMBERS, PARLIAMENT, SEQUENCER, eventually, network_of
from overload import HAS_PROC, HONEST, Asker, Memory, Submitter, ask, at_work, host_port
from served_log import entries_of, events_of

ELECTION = "kg-jk-2025"
DAY = "2026-03-01"       # after the last act of the scenario
STORMING = 8             # readers at once at each node of the storm
ROUNDS = 3               # of each reader, while acts are handed in
ACTS = 3                 # committed by each submitter meanwhile
WAIT_SECONDS = 120       # for all of it
STREAMS_PER_CLIENT = 8   # node/http/limits.h
STREAMS = 64
MEMORY_MIB = 256         # RELIABILITY 4, Overload
GRANTED = 378


class Storm(Asker):
    """Asks for the whole list in every form, at an instant that nobody else asks for."""

    _instants = itertools.count()
    _lock = threading.Lock()

    def __init__(self, url):
        super().__init__(url, {}, pause=0)

    def turn(self):
        with Storm._lock:
            second = next(Storm._instants)
        time_of_day = f"{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}"
        at = urllib.parse.quote(f"2025-11-30T{time_of_day}Z")
        self._pages = {
            f"/e/{ELECTION}/accredited.json?at={at}": lambda body: len(json.loads(body)["rows"]) > 0,
            f"/e/{ELECTION}/accredited?at={at}&lang=ru": lambda body: b'lang="ru"' in body,
            f"/e/{ELECTION}.json?at={at}": lambda body: json.loads(body)["totals"]["granted"] == GRANTED,
            f"/e/{ELECTION}/revocations.csv?at={at}": lambda body: body.startswith(b"entry,number,"),
            f"/list/accreditation/{ELECTION}": lambda body: body.startswith(b"kuboluk/list-proof/"),
        }
        super().turn()


class Stream:
    """A stream of events, begun at the log's first entry; its reader reads when it is told to."""

    def __init__(self, url, source, window=None):
        host, port = host_port(url).split(":")
        self._socket = socket.socket()
        if window:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self._socket.settimeout(WAIT_SECONDS)
        self._socket.bind((source, 0))
        self._socket.connect((host, int(port)))
        self._socket.sendall(b"GET /log/events?from=0 HTTP/1.1\r\nHost: x\r\n\r\n")
        self._input = b""
        self.status = None

    def begin(self):
        """The status; true if there is one."""
        self.read_until(b"\r\n")
        self.status = int(self._input[9:12])
        return self

    def read_until(self, what):
        while what not in self._input:
            more = self._socket.recv(65536)
            assert more, f"the stream ended before {what}"
            self._input += more

    def close(self):
        self._socket.close()


class FaceLoad(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.closing = network_of(PARLIAMENT)
        cls.network = cls.closing.__enter__()
        try:
            cls.network.up()
            cls.network.replay().finish()
            cls.network.wait_for_agreement()
            cls.desk = Desk(cls.network, DAY)
        except BaseException:
            cls.closing.__exit__(None, None, None)
            raise

    @classmethod
    def tearDownClass(cls):
        cls.closing.__exit__(None, None, None)

    def check_end(self, events):
        """All nodes agree, nobody lied, and every acknowledged act is in the log once."""
        size, _, _ = self.network.wait_for_agreement()
        for member in MEMBERS:
            self.assertEqual(self.network.status(member)["forks"], 0, member)
            if HAS_PROC:
                self.assertLess(Memory(self.network, member).most_mib(), MEMORY_MIB, member)
        logged = events_of(entries_of(lambda path: self.network.get("odihr", path), size))
        for event in events:
            self.assertEqual(logged.count(event.removesuffix("\n").encode()), 1, event)

    def test_RELIABILITY_24_acts_are_committed_under_a_storm_of_lists(self):
        """At the sequencer and at as many cosigners as a quorum needs: every round depends on them."""
        stormed = (SEQUENCER, *COSIGNERS[:3])
        storms = [Storm(self.network.url(member)) for member in stormed for _ in range(STORMING)]
        submitters = [Submitter(self.desk, self.network.url(member), member) for member in MEMBERS]
        begun = self.network.size(SEQUENCER)

        def is_done():
            for worker in (*storms, *submitters):
                worker.check()
            return (all(storm.rounds >= ROUNDS for storm in storms) and
                    all(len(submitter.committed) >= ACTS for submitter in submitters))

        def words():
            return (f"rounds {[storm.rounds for storm in storms]},"
                    f" acts {[len(submitter.committed) for submitter in submitters]}")
        with at_work(*storms, *submitters):
            eventually(lambda: f"acts are committed under a storm of lists: {words()}", is_done, WAIT_SECONDS)
        served, refused = (sum(amount) for amount in
                           zip(*((len(storm.times), storm.refused) for storm in storms)))
        print(f"{served} lists served, {refused} told to come again, {words()}")
        self.assertEqual(sum(storm.dropped for storm in storms), 0)
        self.assertGreater(served, 0)
        self.assertGreaterEqual(self.network.size(SEQUENCER), begun + ACTS * len(MEMBERS))
        self.check_end([event for submitter in submitters for event in submitter.committed])

    def test_RELIABILITY_47_streams_are_bounded_and_slow_readers_cost_nobody(self):
        url = self.network.url("odihr")
        with contextlib.ExitStack() as stack:
            def open_streams(source, count):
                streams = [stack.enter_context(contextlib.closing(Stream(url, source, window=4096)))
                           for _ in range(count)]
                return [stream.begin() for stream in streams]
            slow = []
            for host in range(STREAMS // STREAMS_PER_CLIENT):
                slow += open_streams(f"127.0.3.{2 + host}", STREAMS_PER_CLIENT)
                self.assertEqual(open_streams(f"127.0.3.{2 + host}", 1)[0].status, 503, "more than its share")
            self.assertEqual({stream.status for stream in slow}, {200})
            refused = ask(url, "/log/events")
            self.assertTrue(refused.is_clean_refusal(), refused.status)
            self.assertEqual(ask(url, f"/e/{ELECTION}.json").status, 200)
            submitter = Submitter(self.desk, url, "odihr")
            with at_work(submitter):
                eventually("acts are committed beside streams that nobody reads",
                           lambda: len(submitter.committed) >= ACTS, WAIT_SECONDS)
            self.assertEqual(ask(url, "/status.json").status, 200)
            newest = self.network.size("odihr") - 1
            slow[0].read_until(f"id: {newest}\n".encode())  # late, and nothing is lost
            self.check_end(submitter.committed)
        eventually("places of readers that have gone are free", lambda: self.stream_is_free(url))

    def stream_is_free(self, url):
        """The server notices at its next word to them: an act makes it say one."""
        event, body = self.desk.act_of("odihr", f"a word to all streams {time.time_ns()}")
        self.assertIn(ask(url, "/submit", body).status, (200, 202), event)
        with contextlib.closing(Stream(url, HONEST)) as stream:
            return stream.begin().status == 200


if __name__ == "__main__":
    unittest.main(warnings="ignore")

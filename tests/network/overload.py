"""Load on a network of real processes, and what honest clients get meanwhile: for the test and the bench."""

import contextlib
import hashlib
import http.client
import json
import pathlib
import socket
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).parent
HONEST = "127.0.0.1"  # the hostile ones come from 127.0.1.2 and on
# Of one request: header and answer have 10 s and 15 s (node/http/limits.h); nothing may take longer.
ANSWER_SECONDS = 25
FINAL_SECONDS = 90    # of a submission that is waited for: 60 s, and that
RETRY_SECONDS = 0.2   # the node says 2 or more; a test has no time, and more load is the point
HAS_PROC = pathlib.Path("/proc/self/status").exists()


def host_port(url):
    return url.removeprefix("http://")


def peer_address(network, member):
    return next(node["peer"] for node in network.description["nodes"] if node["id"] == member)


class Answer:
    def __init__(self, response, seconds):
        self.status = response.status
        self.body = response.read()
        self.retry_after = response.headers.get("Retry-After")
        self.type = response.headers.get("Content-Type", "")
        self.seconds = seconds

    def is_clean_refusal(self):
        return self.status == 503 and self.retry_after is not None and int(self.retry_after) > 0


def ask(url, path, body=None, source=HONEST, seconds=ANSWER_SECONDS):
    """One request on a connection of its own; OSError without an answer (ConnectionError: closed)."""
    begun = time.monotonic()
    host, port = host_port(url).split(":")
    method = "GET" if body is None else "POST"
    length = "" if body is None else f"Content-Length: {len(body)}\r\n"
    request = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{length}\r\n".encode()
    with socket.create_connection((host, int(port)), seconds, (source, 0)) as connection:
        with contextlib.suppress(ConnectionError):  # refused before it was read: the answer is there
            connection.sendall(request + (body or b""))
        response = http.client.HTTPResponse(connection, method=method)
        response.begin()
        with contextlib.closing(response):
            answer = Answer(response, 0)
    answer.seconds = time.monotonic() - begun
    return answer


class Worker(threading.Thread):
    """Repeats `turn` until end(); what it raised is raised there."""

    def __init__(self):
        super().__init__(daemon=True)
        self._ends = threading.Event()
        self._error = None

    def turn(self):
        raise NotImplementedError

    def run(self):
        try:
            while not self._ends.is_set():
                self.turn()
        except BaseException as error:  # pylint: disable=broad-except  # raised again in end()
            self._error = error

    def check(self):
        if self._error is not None:
            raise self._error

    def end(self):
        self._ends.set()
        self.join()
        self.check()


class Asker(Worker):
    """Reads pages again and again; every answer is right, or a clean 503, or the connection was closed."""

    def __init__(self, url, pages, pause=0.005):
        """`pages`: path to a check of the body."""
        super().__init__()
        self._url, self._pages, self._pause = url, pages, pause
        self.rounds = 0
        self.refused = 0
        self.dropped = 0
        self.times = []  # of requests that were answered 200, in seconds

    def turn(self):
        for path, is_right in self._pages.items():
            try:
                answer = ask(self._url, path)
            except ConnectionError:
                self.dropped += 1
                continue
            if answer.status == 200:
                assert is_right(answer.body), (path, answer.body)
                self.times.append(answer.seconds)
            else:
                assert answer.is_clean_refusal(), (path, answer.status, answer.body)
                self.refused += 1
            time.sleep(self._pause)
        self.rounds += 1


class Submitter(Worker):
    """Hands in one act after the other at one node and waits for each until it is in the log."""

    def __init__(self, desk, url, author):
        super().__init__()
        self._desk, self._url, self._author = desk, url, author
        self.committed = []  # event texts
        self.refused = 0
        self.dropped = 0

    def turn(self):
        event, body = self._desk.act_of(self._author, f"{self._url} {len(self.committed)} {time.time_ns()}")
        while True:
            try:
                answer = ask(self._url, "/submit?wait", body, seconds=FINAL_SECONDS)
                if answer.status == 200:
                    break
                assert answer.is_clean_refusal(), (answer.status, answer.body)
                self.refused += 1
            except ConnectionError:
                self.dropped += 1  # a lost answer is no lost act: the same bytes again
            time.sleep(RETRY_SECONDS)
        index = json.loads(answer.body)["index"]
        assert index > 0, answer.body
        self.committed.append(event)


@contextlib.contextmanager
def at_work(*workers):
    for worker in workers:
        worker.start()
    try:
        yield workers
    finally:
        for worker in workers:
            worker.end()


class HostileCrowd:
    """hostile_clients.py as a process."""

    def __init__(self, network, member, hosts, big="/genesis", sockets=2000, peer_sockets=300):
        command = [sys.executable, HERE / "hostile_clients.py", "--http", host_port(network.url(member)),
                   "--peer", peer_address(network, member), "--hosts", str(hosts), "--big", big,
                   "--sockets", str(sockets), "--peer-sockets", str(peer_sockets)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.report = None

    def __enter__(self):
        ready = self._process.stdout.readline()
        if ready != "ready\n":
            self._process.wait()
            raise AssertionError(f"there are no hostile clients: {ready}")
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        words = self._process.stdout.read()
        self._process.stdout.close()
        self._process.wait()
        self.report = json.loads(words) if words else None


class Memory:
    """Of one node's process, if there is /proc."""

    def __init__(self, network, member):
        self._folder = pathlib.Path("/proc") / str(network.nodes[member].pid())

    def _kib(self, key):
        for line in (self._folder / "status").read_text().splitlines():
            if line.startswith(key + ":"):
                return int(line.split()[1])
        raise AssertionError(f"no {key} in {self._folder}")

    def now_mib(self):
        return self._kib("VmRSS") / 1024

    def most_mib(self):
        return self._kib("VmHWM") / 1024

    def forget_most(self):
        (self._folder / "clear_refs").write_text("5")

    def descriptors(self):
        return len(list((self._folder / "fd").iterdir()))


def event_id(event):
    return hashlib.sha256(event.encode()).hexdigest()

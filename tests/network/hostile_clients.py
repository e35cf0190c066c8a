"""Sockets that keep a node's places and give nothing back: a program of its own, so that it costs the
clients whose answers are looked at no time of their interpreter.

Every socket is opened again a second after it was closed, until standard input ends. Then one line of
JSON says what came of them: {"opened", "most_open", "closed", "refused"}, the last two by kind.
"""

import argparse
import collections
import json
import resource
import selectors
import socket
import sys
import time

TICK_SECONDS = 1.0
DESCRIPTORS_KEPT = 64  # for all that is no client socket
SLOW_BODY_BYTES = 60_000  # not "large" for the node
READ_BYTES = 16_384
PIPELINED = 8  # requests of a reader who reads nothing
SMALL_BUFFER = 2048
GARBAGE = b"KBL1\0\0\0\x08garbage!"


def slow_header(_):
    return b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"x" * 4000


def slow_body(_):
    return b"x" * SLOW_BODY_BYTES


class Kind:
    def __init__(self, name, port, begin=lambda big: b"", slowly=lambda big: b"", reads=True):
        self.name, self.port, self.begin, self.slowly, self.reads = name, port, begin, slowly, reads


def body_head(_):
    return f"POST /submit HTTP/1.1\r\nHost: x\r\nContent-Length: {SLOW_BODY_BYTES}\r\n\r\n".encode()


def many_requests(big):
    return f"GET {big} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * PIPELINED


def waits_in_vain(_):
    return b"POST /submit?at-least=999999999 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"


HTTP_KINDS = (
    Kind("idle", "http"),
    Kind("idle", "http"),
    Kind("header", "http", slowly=slow_header),
    Kind("body", "http", begin=body_head, slowly=slow_body),
    Kind("reader", "http", begin=many_requests, reads=False),
    Kind("waiter", "http", begin=waits_in_vain),
)
PEER_KINDS = (Kind("peer-idle", "peer"), Kind("peer-garbage", "peer", slowly=lambda big: GARBAGE * 100))


class Client:
    def __init__(self, crowd, kind, source):
        self.crowd, self.kind, self.source = crowd, kind, source
        self.socket = None
        self.begun = False
        self.rest = b""

    def open(self):
        self.socket = socket.socket()
        self.socket.setblocking(False)
        if not self.kind.reads:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        try:
            self.socket.bind((self.source, 0))
            self.socket.connect_ex(self.crowd.addresses[self.kind.port])
        except OSError:
            return self.close()
        self.begun = False
        self.rest = self.kind.slowly(self.crowd.big)
        if self.kind.reads:
            self.crowd.selector.register(self.socket, selectors.EVENT_READ, self)
        self.crowd.count_open(1)
        return None

    def close(self):
        if self.kind.reads and self.socket in self.crowd.selector.get_map():
            self.crowd.selector.unregister(self.socket)
            self.crowd.count_open(-1)
        elif not self.kind.reads:
            self.crowd.count_open(-1)
        self.socket.close()
        self.socket = None
        self.crowd.closed[self.kind.name] += 1

    def heard(self):
        try:
            data = self.socket.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data.startswith(b"HTTP/1.1 503"):
            self.crowd.refused[self.kind.name] += 1
        if not data:
            self.close()

    def tick(self):
        """One byte, or what this kind says first."""
        if self.socket is None:
            return self.open()
        try:
            if not self.begun:
                self.socket.send(self.kind.begin(self.crowd.big))
                self.begun = True
            elif self.rest:
                self.socket.send(self.rest[:1])
                self.rest = self.rest[1:]
            elif not self.kind.reads:
                self.socket.send(many_requests(self.crowd.big)[:1])  # tells whether it is closed
        except BlockingIOError:
            pass
        except OSError:
            self.close()
        return None


class Crowd:
    def __init__(self, options):
        self.addresses = {"http": address_of(options.http), "peer": address_of(options.peer)}
        self.big = options.big
        self.selector = selectors.DefaultSelector()
        self.closed = collections.Counter()
        self.refused = collections.Counter()
        self.opened = self.open_now = self.most_open = 0
        kinds = [(HTTP_KINDS, number) for number in range(options.sockets)]
        kinds += [(PEER_KINDS, number) for number in range(options.peer_sockets)]
        self.clients = []
        for choice, number in kinds:
            source = f"127.0.{1 + number % options.hosts // 250}.{2 + number % options.hosts % 250}"
            kind = choice[number // options.hosts % len(choice)]
            self.clients.append(Client(self, kind, source))

    def count_open(self, more):
        self.opened += max(more, 0)
        self.open_now += more
        self.most_open = max(self.most_open, self.open_now)

    def play(self):
        """A tick for every client, spread over the second."""
        self.selector.register(sys.stdin, selectors.EVENT_READ, None)
        position, begun = 0, time.monotonic()
        print("ready", flush=True)
        while True:
            due = int((time.monotonic() - begun) / TICK_SECONDS * len(self.clients))
            due = min(due, position + len(self.clients))
            while position < due:
                self.clients[position % len(self.clients)].tick()
                position += 1
            for key, _ in self.selector.select(0.02):
                if key.data is None:
                    return
                key.data.heard()

    def report(self):
        return {"opened": self.opened, "most_open": self.most_open, "closed": self.closed,
                "refused": self.refused}


def address_of(text):
    host, _, port = text.rpartition(":")
    return host, int(port)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--http", required=True, help="HOST:PORT of the node for clients")
    parser.add_argument("--peer", required=True, help="HOST:PORT of the node for peers")
    parser.add_argument("--big", default="/genesis", help="path of a large answer")
    parser.add_argument("--sockets", type=int, default=2000)
    parser.add_argument("--peer-sockets", type=int, default=300)
    parser.add_argument("--hosts", type=int, default=1, help="addresses they come from, 127.0.1.2 and on")
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    wanted = options.sockets + options.peer_sockets + DESCRIPTORS_KEPT
    if most != resource.RLIM_INFINITY and most < wanted:
        sys.exit(f"only {most} descriptors are allowed here; {wanted} are needed")
    crowd = Crowd(options)
    crowd.play()
    print(json.dumps(crowd.report()))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What honest clients get without and with a hostile crowd, in one run on this machine.

    B=$PWD/build/bin; KUBOLUK=$B/kuboluk KUBOLUKD=$B/kubolukd tools/bench/overload_bench.py [SECONDS]

Five real nodes on loopback. Without and with 2,000 slow, idle and silent sockets at the sequencer's port
for clients and 300 at that for peers: the times of honest reads (a new connection each), the acts that
five honest submitters get into the log, refusals, memory. Only figures of one run may be compared.
"""

import os
import pathlib
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("KUBOLUK_SOURCE", str(SOURCE))
sys.path.insert(0, str(SOURCE / "tests" / "network"))

# pylint: disable=wrong-import-position
from acts import Desk  # noqa: E402
from network import EDGE_CASES, MEMBERS, SEQUENCER, network_of  # noqa: E402
from overload import HAS_PROC, Asker, HostileCrowd, Memory, Submitter, at_work  # noqa: E402

SECONDS = 15
WARM_UP_SECONDS = 2
DAY = "2026-03-01"
HOSTS = (1, 32, 600)
READERS = 2
GOAL_MS = 100  # RELIABILITY 4, Overload: p99
PAGES = ("/healthz", "/status.json", "/tile/0/000.p/2", "/genesis", "/proof/person/kg-1/p-1", "/checkpoint")


def percentile(times, share):
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else float("nan")


class Figures:
    def __init__(self, readers, submitters, entries, seconds):
        times = [one for reader in readers for one in reader.times]
        self.reads = len(times)
        self.refused = sum(reader.refused for reader in readers)
        self.p50, self.p99 = percentile(times, 0.5), percentile(times, 0.99)
        self.most = percentile(times, 1)
        self.acts = sum(len(submitter.committed) for submitter in submitters) / seconds
        self.acts_refused = sum(submitter.refused for submitter in submitters)
        self.entries = entries / seconds

    def row(self, name, first):
        ratios = "" if first is self else (f"  p99 x{self.p99 / first.p99:.2f},"
                                           f" acts x{self.acts / first.acts:.2f}")
        return (f"{name:22} {self.reads:6} {self.refused:8} {self.p50:8.1f} {self.p99:8.1f} {self.most:8.1f}"
                f" {self.acts:8.1f} {self.acts_refused:8} {self.entries:9.1f}{ratios}")


def measure(network, desk, seconds):
    """Over a fixed time, after a moment to settle; what was asked in that moment does not count."""
    url = network.url(SEQUENCER)
    pages = dict.fromkeys(PAGES, lambda body: True)
    time.sleep(WARM_UP_SECONDS)
    readers = [Asker(url, pages) for _ in range(READERS)]
    submitters = [Submitter(desk, network.url(member), member) for member in MEMBERS]
    before = network.size("odihr")
    begun = time.monotonic()
    with at_work(*readers, *submitters):
        time.sleep(seconds)
    return Figures(readers, submitters, network.size("odihr") - before, time.monotonic() - begun)


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with network_of(EDGE_CASES) as network:
        network.up()
        for member in MEMBERS:
            network.wait_for_size(member, 2)
        desk = Desk(network, DAY)
        print(f"{'':22} {'reads':>6} {'refused':>8} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8}"
              f" {'acts/s':>8} {'refused':>8} {'entries/s':>9}")
        first = measure(network, desk, seconds)
        print(first.row("no hostile sockets", first), flush=True)
        worst = first
        for hosts in HOSTS:
            big = f"/tile/entries/000.p/{min(network.size(SEQUENCER), 255)}"
            with HostileCrowd(network, SEQUENCER, hosts, big) as crowd:
                figures = measure(network, desk, seconds)
            worst = max(worst, figures, key=lambda one: one.p99)
            print(figures.row(f"2,000 from {hosts} hosts", first), f" {crowd.report['opened']} opened,"
                  f" {crowd.report['most_open']} at once", flush=True)
        again = measure(network, desk, seconds)
        print(again.row("no hostile sockets", first), flush=True)
        network.wait_for_agreement()
        if HAS_PROC:
            print("most memory, MiB:", ", ".join(f"{member} {Memory(network, member).most_mib():.0f}"
                                                 for member in MEMBERS))
        print(f"worst p99 {worst.p99:.1f} ms, goal {GOAL_MS} ms; load of this machine "
              f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores (the hostile sockets run on them too)")


if __name__ == "__main__":
    main()

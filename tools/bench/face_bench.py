#!/usr/bin/env python3
"""A node's public face beside nginx that serves files of the same bytes, in one run on this machine.

    B=$PWD/build/bin; KUBOLUK=$B/kuboluk KUBOLUKD=$B/kubolukd tools/bench/face_bench.py [SECONDS [ROUNDS]]

kg-2025 is replayed into five real nodes on loopback; then one of them and nginx are asked the same paths by
wrk, by turns: node, nginx, node, ... Needs Debian's wrk and nginx-light. nginx gets a configuration, a
folder and a free port of its own and is ended by the number of its master process. All share this machine's
cores, so only the ratios of one run mean anything.
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request

SOURCE = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("KUBOLUK_SOURCE", str(SOURCE))
os.environ.setdefault("NETWORK_SECONDS", "1800")
sys.path.insert(0, str(SOURCE / "tests" / "network"))

# pylint: disable=wrong-import-position
from network import MEMBERS, PARLIAMENT, eventually, network_of  # noqa: E402
from served_log import tile_paths  # noqa: E402

MEMBER = "odihr"
ELECTION = "kg-jk-2025"
NUMBER = "KG25-0128-L"
SECONDS, ROUNDS = 5, 3
THREADS, CONNECTIONS = 2, 32
REQUESTS_PER_CONNECTION = 1000  # of a node (node/http/limits.h); nginx is told the same
START_SECONDS = 10
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
CONFIGURATION = """daemon off;
worker_processes auto;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests {requests};
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  types {{ application/json json; }}
  default_type text/plain;
  server {{
    listen 127.0.0.1:{port};
    root {folder}/files;
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


@contextlib.contextmanager
def nginx_with(folder, files):
    """Its address, with these files (path to bytes)."""
    for path, body in files.items():
        file = folder / "files" / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    for readable in (folder.parent, folder, *(folder / "files").rglob("*"), folder / "files"):
        readable.chmod(0o755 if readable.is_dir() else 0o644)  # its workers are another user
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=folder, port=port, requests=REQUESTS_PER_CONNECTION))
    with subprocess.Popen([NGINX, "-p", folder, "-e", folder / "error.log", "-c", file]) as master:
        try:
            url = f"http://127.0.0.1:{port}"
            eventually("nginx answers", lambda: _answers(url + next(iter(files))), START_SECONDS)
            yield url
        finally:
            os.kill(master.pid, signal.SIGTERM)
            master.wait()


def _answers(url):
    try:
        return fetch(url)
    except OSError:
        return None


def requests_per_second(url, seconds):
    """By wrk; every answer must have been 200."""
    done = subprocess.run(["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s", url],
                          capture_output=True, text=True, check=True)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout).group(1))
    return rate, int(refused.group(1)) if refused else 0


def widest_tile(size):
    """A full tile of hashes if there is one, else the widest."""
    return "/" + next(path for path in tile_paths(size) if path.startswith("tile/0/"))


def paths_of(network):
    return {
        "/o/<n>.json": f"/o/{NUMBER}.json",
        "/proof/accreditation/<e>/<n>": f"/proof/accreditation/{ELECTION}/{NUMBER}",
        "/o/<n> (page)": f"/o/{NUMBER}",
        "/e/<e>/accredited (378 rows)": f"/e/{ELECTION}/accredited",
        "tile": widest_tile(network.size(MEMBER)),
        "/checkpoint": "/checkpoint",
    }


def measure(name, path, node, nginx, seconds, rounds):
    """One row of the table; the median of the rounds' ratios."""
    ratios, rates, refused = [], {node: [], nginx: []}, 0
    for _ in range(rounds):
        for base in (node, nginx):
            rate, not_served = requests_per_second(base + path, seconds)
            refused += not_served
            rates[base].append(rate)
        ratios.append(rates[node][-1] / rates[nginx][-1])
    size = len(fetch(nginx + path))
    print(f"{name:30} {size:7} {statistics.median(rates[node]):9.0f} {statistics.median(rates[nginx]):9.0f}"
          f" {statistics.median(ratios):8.3f}   {' '.join(f'{one:.3f}' for one in ratios)}"
          + (f"   {refused} refused" if refused else ""), flush=True)


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    with network_of(PARLIAMENT) as network:
        network.up()
        network.replay().finish()
        network.wait_for_agreement(MEMBERS)
        node = network.url(MEMBER)
        paths = paths_of(network)
        folder = network.work / "nginx"
        with nginx_with(folder, {path: fetch(node + path) for path in paths.values()}) as nginx:
            print(f"{seconds} s each, {rounds} rounds, wrk with {THREADS} threads,"
                  f" {CONNECTIONS} connections; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; size"
                  f" {json.loads(fetch(node + '/status.json'))['size']}; {time.strftime('%Y-%m-%d')}")
            print(f"{'':30} {'bytes':>7} {'node/s':>9} {'nginx/s':>9} {'ratio':>8}   of each round")
            for name, path in paths.items():
                measure(name, path, node, nginx, seconds, rounds)


if __name__ == "__main__":
    main()

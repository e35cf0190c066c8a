"""scripts/net: starts, ends and kills the processes of a training network, and no others."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import textwrap
import unittest

from program import EDGE_CASES, KUBOLUK, SOURCE, kuboluk

# Stands for a node: answers its status page, and ends when it is asked to.
FAKE = """\
#!/usr/bin/env python3
import http.server, re, signal, sys
config = open(sys.argv[2]).read()
port = int(re.search(r'http = "127.0.0.1:(\\d+)"', config).group(1))
member = re.search(r'member = "(\\w+)"', config).group(1)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = ('{"ledger":"l","member":"%s","phase":"following","size":2,"log_root":"r",'
                '"status_root":"s"}' % member).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


class Net(unittest.TestCase):
    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="kuboluk-net-"))
        self.addCleanup(shutil.rmtree, self.work, ignore_errors=True)
        self.folder = self.work / "network"
        made = kuboluk("init", "--training", self.folder, "--scenario", EDGE_CASES)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.fake = self.work / "fake"
        self.fake.write_text(textwrap.dedent(FAKE))
        self.fake.chmod(0o755)
        self.addCleanup(self.net, "down", self.folder)

    def net(self, *words):
        environment = dict(os.environ, KUBOLUKD=str(self.fake), KUBOLUK=KUBOLUK)
        return subprocess.run([SOURCE / "scripts" / "net", *map(str, words)], capture_output=True, text=True,
                              check=False, env=environment, timeout=120)

    def pid_of(self, name):
        return int((self.folder / name / "pid").read_text().split()[0])

    def test_up_status_kill_start_down(self):
        done = self.net("up", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        pids = {name: self.pid_of(name) for name in ("cec", "mfa", "odihr", "ots", "cis")}
        self.assertEqual(len(set(pids.values())), 5)
        status = self.net("status", self.folder)
        self.assertEqual(status.returncode, 0, status.stdout + status.stderr)
        self.assertIn("all agree", status.stdout)
        self.assertEqual(self.net("up", self.folder).returncode, 0)  # runs already: the same processes
        self.assertEqual(self.pid_of("mfa"), pids["mfa"])
        self.assertEqual(self.net("kill", self.folder, "mfa").returncode, 0)
        self.assertFalse((self.folder / "mfa" / "pid").exists())
        gone = self.net("status", self.folder)
        self.assertEqual(gone.returncode, 69)
        self.assertIn("stopped", gone.stdout)
        self.assertEqual(self.net("start", "mfa", self.folder).returncode, 0)
        self.assertNotEqual(self.pid_of("mfa"), pids["mfa"])
        self.assertEqual(self.net("down", self.folder).returncode, 0)
        self.assertEqual(self.net("status", self.folder).returncode, 69)

    def test_a_process_that_was_not_started_here_is_left_alone(self):
        other = subprocess.Popen(["sleep", "60"])
        self.addCleanup(other.wait)
        self.addCleanup(other.kill)
        (self.folder / "ots" / "pid").write_text(f"{other.pid} 1\n")
        self.assertEqual(self.net("kill", self.folder, "ots").returncode, 0)
        self.assertEqual(self.net("down", self.folder).returncode, 0)
        self.assertIsNone(other.poll())

    def test_a_node_that_ends_at_once_is_said_with_its_last_words(self):
        self.fake.write_text("#!/bin/sh\necho 'the port is in use' >&2\nexit 69\n")
        done = self.net("up", self.folder)
        self.assertIn(done.returncode, (65, 69))
        self.assertIn("the port is in use", done.stderr)

    def test_what_is_no_network_is_refused(self):
        self.assertEqual(self.net("up", self.work).returncode, 65)
        self.assertEqual(self.net("start", self.folder, "nobody").returncode, 64)
        self.assertEqual(self.net("dance", self.folder).returncode, 64)
        self.assertEqual(self.net().returncode, 64)


class InitTraining(unittest.TestCase):
    def test_the_command_line(self):
        with tempfile.TemporaryDirectory() as work:
            folder = pathlib.Path(work) / "net"
            self.assertEqual(kuboluk("init", "--training", folder).returncode, 64)
            self.assertEqual(kuboluk("init", "--scenario", EDGE_CASES).returncode, 64)
            self.assertEqual(kuboluk("init", folder, "--name", "x").returncode, 64)
            made = kuboluk("init", "--training", folder, "--scenario", EDGE_CASES, "--base-port", 61000)
            self.assertIn(made.returncode, (0, 65))  # 65: somebody listens there
            again = kuboluk("init", "--training", folder, "--scenario", EDGE_CASES)
            self.assertEqual(again.returncode, 65 if made.returncode == 0 else 0)


if __name__ == "__main__":
    unittest.main()

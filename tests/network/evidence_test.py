"""silence, diff and dossier with a node as the only source: files of evidence without a ledger folder.

kg-2025 is replayed into five nodes. One of them serves; another one is stopped, and its folder is what
`--ledger` reads: both ways must find the same.
"""

import concurrent.futures
import json
import socket
import time
import unittest

from network import PARLIAMENT, kuboluk, network_of

SERVES = "odihr"
STOPPED = "mfa"
ELECTION = "kg-jk-2025"
REVOKED = "KG25-0188"
WAIT_SECONDS = 12  # for a node that does not answer: once the patience of a command (5 s), with room
# What depends on the second in which it was asked, and on who had signed by then.
PASSING = {"as_of", "age", "age_seconds", "cosigners", "made", "bytes", "file"}
EVIDENCE = {  # command line without its source -> exit code
    "silence": (0, ("silence", "APP-bg-cec-1", "--election", ELECTION, "--by", "2025-11-11")),
    "person": (0, ("silence", "APP-odihr-1", "--election", ELECTION, "--by", "2025-10-30",
                   "--person", "odihr-001")),
    "dossier": (0, ("dossier", REVOKED, "--election", ELECTION, "--at", "2025-12-01T12:00:00+06:00")),
    "past": (0, ("dossier", REVOKED, "--election", ELECTION, "--at", "2025-11-20T12:00:00+06:00",
                 "--known", "2025-11-20T12:00:00+06:00")),
}


def lasting(answer):
    """What two sources must agree on. The bytes of a dossier count signatures too."""
    if isinstance(answer, list):
        return [lasting(one) for one in answer]
    if not isinstance(answer, dict):
        return answer
    return {key: lasting(value) for key, value in answer.items() if key not in PASSING}


class Evidence(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        closing = network_of(PARLIAMENT)
        cls.network = closing.__enter__()
        cls.addClassCleanup(closing.__exit__, None, None, None)
        cls.network.up()
        cls.network.replay().finish()
        cls.network.wait_for_agreement()
        cls.network.stop(STOPPED)
        cls.node = ("--node", cls.network.url(SERVES))
        cls.folder = ("--ledger", cls.network.folder / STOPPED / "ledger")

    def run_with_policy(self, *arguments):
        return kuboluk(*arguments, "--policy", self.network.policy)

    def answer(self, code, *arguments):
        done = self.run_with_policy(*arguments, "--json")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def file(self, name):
        file = self.network.work / f"{self.id().rsplit('.', 1)[-1]}-{name}"
        self.assertFalse(file.exists())
        return file

    def test_files_made_from_a_node_are_accepted_and_say_what_a_ledger_folder_says(self):
        for name, (code, command) in EVIDENCE.items():
            with self.subTest(name):
                file = self.file(name)
                from_node = self.answer(code, *command, *self.node, "--out", file)
                from_folder = self.answer(code, *command, *self.folder, "--out", self.file(name + "-folder"))
                self.assertEqual(lasting(from_node), lasting(from_folder))
                checked = self.run_with_policy("verify", file)
                self.assertEqual(checked.returncode, code, checked.stdout + checked.stderr)

    def test_a_dossier_from_a_node_is_checked_from_its_bytes_alone(self):
        file = self.file("page.html")
        self.answer(0, "dossier", REVOKED, "--election", ELECTION, *self.node, "--out", file)
        done = self.run_with_policy("dossier", "--check", file)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        page = file.read_bytes()
        at = page.index(b"KR.R4.7")
        file.write_bytes(page[:at] + b"KR.R4.6" + page[at + 7:])
        self.assertEqual(self.run_with_policy("dossier", "--check", file).returncode, 2)

    def test_who_was_answered_is_named_and_nothing_is_made(self):
        file = self.file("none")
        answer = self.answer(1, "silence", "APP-odihr-1", "--election", ELECTION, "--by", "2025-10-31",
                             *self.node, "--out", file)
        self.assertEqual((answer["verdict"], len(answer["answered"])), ("answered", 42))
        self.assertFalse(file.exists())

    def test_a_difference_of_two_times_and_of_a_printed_size(self):
        for start, changed in (("2025-11-20T12:00:00+06:00", True), ("300", True), ("now", False)):
            command = ("diff", ELECTION, "--from", start, "--to", "now", "--at", "2025-11-30T08:00:00+06:00")
            from_node = self.answer(0, *command, *self.node)
            self.assertEqual(lasting(from_node), lasting(self.answer(0, *command, *self.folder)))
            self.assertEqual(bool(from_node["changes"]), changed)

    def test_a_node_that_is_not_there_is_69_and_leaves_no_file(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
        gone = ("--node", f"http://127.0.0.1:{port}")
        lines = [(*EVIDENCE[name][1], *gone, "--out", self.file(name)) for name in ("silence", "dossier")]
        lines.append(("diff", ELECTION, "--from", "300", "--to", "now", *gone))
        before = set(self.network.work.iterdir())
        start = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(len(lines)) as side_by_side:
            ended = list(side_by_side.map(lambda line: self.run_with_policy(*line), lines))
        self.assertLess(time.monotonic() - start, WAIT_SECONDS)
        for line, done in zip(lines, ended):
            with self.subTest(line[0]):
                self.assertEqual((done.returncode, done.stdout), (69, ""), done.stderr)
                self.assertIn(f"127.0.0.1:{port}", done.stderr)
                self.assertIn("[X.UNREACHABLE]\n  nothing was answered; ask another node", done.stderr)
                self.assertNotIn("--proof", done.stderr)  # these commands have no such option
                self.assertNotIn("INVALID EVIDENCE", done.stderr)
        self.assertEqual(set(self.network.work.iterdir()), before)


if __name__ == "__main__":
    unittest.main()

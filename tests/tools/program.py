"""Runs build/bin/kuboluk as its users do, and holds one replayed ledger for all tests of a file."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

KUBOLUK = os.environ["KUBOLUK"]
SOURCE = pathlib.Path(os.environ["KUBOLUK_SOURCE"])
SCENARIOS = SOURCE / "tests" / "data" / "scenarios"
PARLIAMENT = SCENARIOS / "kg-2025-early-parliamentary.jsonl"
EDGE_CASES = SCENARIOS / "kg-edge-cases.jsonl"
ELECTION = "kg-jk-2025"
VOTING_DAY = "2025-11-30T08:00:00+06:00"


def kuboluk(*arguments, cwd=None, env=None):
    """The finished process; output as text."""
    return subprocess.run([KUBOLUK, *map(str, arguments)], capture_output=True, text=True, check=False,
                          cwd=cwd, env=env, timeout=240)


class WithLedger(unittest.TestCase):
    """One ledger with the whole parliamentary election, an export of it, and proofs; not to be changed."""

    @classmethod
    def setUpClass(cls):
        cls.work = pathlib.Path(tempfile.mkdtemp(prefix="kuboluk-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.work, ignore_errors=True)
        cls.ledger = cls.work / "ledger"
        cls.policy = cls.ledger / "policy"
        cls.replayed = kuboluk("replay", PARLIAMENT, "--ledger", cls.ledger, "--json")
        assert cls.replayed.returncode == 0, cls.replayed.stderr
        cls.export = cls.work / "export"
        done = kuboluk("export", cls.export, "--ledger", cls.ledger)
        assert done.returncode == 0, done.stderr
        cls.proof = cls.work / "observer.kuboluk"
        cls.list_proof = cls.work / "list.kuboluk"
        done = kuboluk("status", "KG25-0128", "--election", ELECTION, *cls.asking(), "--out", cls.proof)
        assert done.returncode == 0, done.stdout + done.stderr
        done = kuboluk("list", ELECTION, *cls.asking(), "--out", cls.list_proof)
        assert done.returncode == 0, done.stdout + done.stderr

    @classmethod
    def asking(cls):
        return ["--ledger", cls.ledger, "--policy", cls.policy, "--at", VOTING_DAY]

    def fresh_folder(self):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.work))
        return folder

    def answer(self, expected_exit, *arguments):
        """The JSON answer of a command that must end with that code."""
        done = kuboluk(*arguments, "--json")
        self.assertEqual(done.returncode, expected_exit, done.stdout + done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["exit"], expected_exit)
        return answer


def snapshot(folder):
    """Every file below the folder with its bytes; the lock files of the store do not count."""
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in ("lock.mdb", "node.lock")}

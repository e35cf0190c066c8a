"""kill -9 at random moments of a replay: reopened clean, nothing lost or doubled, the same roots."""

import json
import pathlib
import random
import shutil
import subprocess
import tempfile
import time
import unittest

from program import EDGE_CASES, KUBOLUK, kuboluk

KILLS = 100
SEED = 20251130
LIMIT_SECONDS = 200  # of the whole test; it takes a fraction of it on an idle machine


class Kill(unittest.TestCase):
    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="kuboluk-test-"))
        self.addCleanup(shutil.rmtree, self.work, ignore_errors=True)

    def replay(self, ledger):
        """The command that starts or goes on."""
        resume = ["--resume"] if (ledger / "data.mdb").exists() else []
        return ["replay", str(EDGE_CASES), "--ledger", str(ledger), "--json", *resume]

    def roots(self, done):
        answer = json.loads(done.stdout)
        return answer["size"], answer["log_root"], answer["status_root"]

    def killed(self, ledger, after):
        """True if the process was still running after that time and was killed."""
        process = subprocess.Popen([KUBOLUK, *self.replay(ledger)], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        try:
            _, errors = process.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return True
        self.assertEqual(process.returncode, 0, errors)
        return False

    def test_a_hundred_kills(self):
        moments = random.Random(SEED)
        begun = time.monotonic()
        whole = kuboluk(*self.replay(self.work / "whole"))
        self.assertEqual(whole.returncode, 0, whole.stderr)
        expected = self.roots(whole)
        duration = time.monotonic() - begun
        kills, ledgers = 0, 0
        while kills < KILLS:
            self.assertLess(time.monotonic() - begun, LIMIT_SECONDS)
            ledgers += 1
            ledger = self.work / f"ledger-{ledgers}"
            # A resumed replay is shorter than the first: so several kills hit one ledger.
            while self.killed(ledger, moments.random() * duration):
                kills += 1
                if kills >= KILLS:
                    break
            done = kuboluk(*self.replay(ledger))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.roots(done), expected)
            audited = kuboluk("audit", ledger, "--policy", ledger / "policy", "--json")
            self.assertEqual(audited.returncode, 0, audited.stderr)
            self.assertEqual(json.loads(audited.stdout)["root"], expected[1])
            shutil.rmtree(ledger)


if __name__ == "__main__":
    unittest.main()

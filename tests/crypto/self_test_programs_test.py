"""RELIABILITY T19: kubolukd and kuboluk do nothing on top of a libsodium that judges wrongly, and say why."""

import os
import signal
import subprocess
import tempfile
import unittest

PROGRAMS = {"kubolukd": ["--config", "no-such-file.toml"],
            "kuboluk": ["keygen", "--role", "author", "--name", "cec.example/author/1", "--out", "new.key"]}


class BrokenLibrary(unittest.TestCase):
    def run_on(self, program, broken, arguments=None):
        """The program in an empty folder, its libsodium broken in that way ("" is not broken)."""
        environment = dict(os.environ, LD_PRELOAD=os.environ["BROKEN_SODIUM"], KUBOLUK_BROKEN=broken,
                           KUBOLUK_PASSPHRASE="a passphrase of the test",
                           ASAN_OPTIONS="verify_asan_link_order=0")
        with tempfile.TemporaryDirectory() as folder:
            command = [os.environ[program.upper()], *(arguments or PROGRAMS[program])]
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True,
                                  check=False, timeout=60)
            self.written = os.listdir(folder)
        return done

    def test_a_library_that_is_not_broken_is_let_through(self):
        done = self.run_on("kubolukd", "")
        self.assertEqual(done.returncode, 65)  # for the configuration, which is not there
        self.assertIn("no-such-file.toml", done.stderr)
        self.assertNotIn("X.SELFTEST", done.stderr)
        self.assertEqual(self.run_on("kuboluk", "").returncode, 0)
        self.assertEqual(self.written, ["new.key"])

    def assert_refused(self, program, broken, vector):
        done = self.run_on(program, broken)
        self.assertEqual(done.returncode, 70, done)
        self.assertEqual(done.stdout, "")
        self.assertIn(vector, done.stderr)
        self.assertIn("[X.SELFTEST]", done.stderr)
        self.assertNotIn("no-such-file.toml", done.stderr)  # not even looked at
        self.assertEqual(self.written, [])

    def test_a_weak_key_that_is_admitted_is_named(self):
        for program in PROGRAMS:
            self.assert_refused(program, "admission", "key is the identity (CCTV 303)")

    def test_a_weak_signature_that_is_accepted_is_named(self):
        for program in PROGRAMS:
            self.assert_refused(program, "verify", "R is the identity (CCTV 304)")

    def test_s_plus_l_ends_the_process_before_its_self_test(self):
        # sodium_ready asks about S + L at first use, also in programs that have no self-test.
        for program in PROGRAMS:
            done = self.run_on(program, "scalar")
            self.assertEqual(done.returncode, -signal.SIGABRT, done)
            self.assertIn("s_plus_l_is_accepted", done.stderr)
            self.assertEqual(self.written, [])

    def test_without_randomness_nothing_begins(self):
        """RELIABILITY 59: no getrandom, no /dev/urandom: the process ends, and no key was made."""
        for program in PROGRAMS:
            done = self.run_on(program, "random")
            self.assertEqual(done.returncode, -signal.SIGABRT, done)
            self.assertEqual(self.written, [])

    def test_help_and_version_answer_on_any_library(self):
        for program in PROGRAMS:
            for question in ("--help", "--version"):
                self.assertEqual(self.run_on(program, "verify", [question]).returncode, 0)


if __name__ == "__main__":
    unittest.main()

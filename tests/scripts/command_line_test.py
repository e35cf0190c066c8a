"""The scripts explain themselves, and refuse what they do not understand."""

import os
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def scripts() -> list[pathlib.Path]:
    return [path for path in sorted((ROOT / "scripts").iterdir())
            if path.is_file() and path.read_bytes().startswith(b"#!")]


def run(path: pathlib.Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([path, *arguments], capture_output=True, text=True, timeout=20,
                          check=False)


class CommandLine(unittest.TestCase):
    def test_every_script_can_be_run_by_its_name(self):
        for path in [*scripts(), ROOT / ".ci" / "run"]:
            with self.subTest(path.name):
                self.assertTrue(os.access(path, os.X_OK))

    def test_every_script_has_help(self):
        for path in scripts():
            with self.subTest(path.name):
                answer = run(path, "--help")
                self.assertEqual(answer.returncode, 0, answer.stderr)
                self.assertRegex(answer.stdout, f"(?i)usage: .*{path.name}")

    def test_every_script_refuses_an_unknown_option(self):
        for path in scripts():
            with self.subTest(path.name):
                self.assertNotEqual(run(path, "--no-such-option").returncode, 0)


if __name__ == "__main__":
    unittest.main()

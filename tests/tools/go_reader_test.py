"""The Go reader (tests/go/reader.go) accepts an export and refuses a tampered one."""

import os
import pathlib
import shutil
import subprocess
import unittest

from program import SOURCE, WithLedger


class GoReader(WithLedger):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls.work / "reader"
        # Debian's packages only: no module proxy, no network.
        cls.environment = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOFLAGS="",
                               GOCACHE=str(pathlib.Path(os.environ["KUBOLUK"]).parent.parent / "go-cache"))
        subprocess.run(["go", "build", "-o", cls.reader, SOURCE / "tests" / "go" / "reader.go"], check=True,
                       env=cls.environment, timeout=240)
        cls.vkey = cls.policy.read_text().splitlines()[0].split()[1]

    def read(self, folder):
        return subprocess.run([self.reader, folder, self.vkey], capture_output=True, text=True, check=False,
                              timeout=120)

    def test_the_export_holds(self):
        done = self.read(self.export)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("holds:", done.stdout)

    def test_a_flip_anywhere_is_refused(self):
        for file in sorted(self.export.rglob("*")):
            path = file.relative_to(self.export)
            if not file.is_file() or path.name in ("genesis", "policy"):
                continue
            copy = self.fresh_folder() / "copy"
            shutil.copytree(self.export, copy)
            data = bytearray(file.read_bytes())
            data[len(data) // 3] ^= 4
            (copy / path).write_bytes(data)
            self.assertEqual(self.read(copy).returncode, 2, path)


if __name__ == "__main__":
    unittest.main()

"""An independent reader (tests/go/reader.go) accepts the log of a live node: the bytes of an export."""

import os
import pathlib
import shutil
import subprocess
import unittest

from network import KUBOLUK, MEMBERS, PARLIAMENT, SOURCE, embedded, kuboluk, network_of
from served_log import parse_checkpoint, tile_paths

EXPORTED = "odihr"  # whose folder is exported


class GoLive(unittest.TestCase):
    def build_reader(self, work):
        # Debian's packages only: no module proxy, no network.
        cache = pathlib.Path(KUBOLUK).parent.parent / "go-cache"
        environment = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOFLAGS="",
                           GOCACHE=str(cache))
        subprocess.run(["go", "build", "-o", work / "reader", SOURCE / "tests" / "go" / "reader.go"],
                       check=True, env=environment, timeout=240)

    def read(self, network, folder):
        return subprocess.run([network.work / "reader", folder, network.description["log"]],
                              capture_output=True, text=True, check=False, timeout=120)

    def fetch(self, network, member):
        """What any static web client gets from that node: checkpoint and tiles, byte for byte."""
        folder = network.work / f"from-{member}"
        checkpoint = network.get(member, "checkpoint")
        size, _, _ = parse_checkpoint(checkpoint)
        for path in tile_paths(size):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(network.get(member, path))
        for name in ("checkpoint", "genesis"):
            (folder / name).write_bytes(network.get(member, name))
        return folder

    def files(self, folder):
        """Tiles and genesis; the checkpoint's cosignatures differ by the second in which they came."""
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*")
                if path.is_file() and path.name not in ("checkpoint", "policy")}

    def log_signed(self, folder):
        """The checkpoint without cosignatures: text, and the log's own line."""
        lines = (folder / "checkpoint").read_bytes().split(b"\n")
        return lines[:5]

    def test_live_nodes_and_an_export_serve_the_same_log(self):
        with network_of(PARLIAMENT) as network:
            self.build_reader(network.work)
            network.up()
            report = network.replay().finish()
            expected = embedded(PARLIAMENT)
            self.assertEqual(network.wait_for_agreement(),
                             (expected["size"], expected["log_root"], expected["status_root"]))
            self.assertTrue(all(node["agrees"] for node in report["nodes"]), report["nodes"])
            fetched = {member: self.fetch(network, member) for member in MEMBERS}
            network.stop(EXPORTED)
            exported = network.work / "export"
            done = kuboluk("export", exported, "--ledger", network.folder / EXPORTED / "ledger",
                           "--policy", network.policy)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            words = self.read(network, exported)
            self.assertEqual(words.returncode, 0, words.stderr)
            self.assertIn(f"{expected['size']} entries", words.stdout)
            for member, folder in fetched.items():
                self.assertEqual(self.files(folder), self.files(exported), member)
                self.assertEqual(self.log_signed(folder), self.log_signed(exported), member)
                done = self.read(network, folder)
                self.assertEqual((done.returncode, done.stdout), (0, words.stdout), done.stderr)
            self.check_flip_is_refused(network, fetched[MEMBERS[0]])

    def check_flip_is_refused(self, network, folder):
        """The twin: one bit in one served tile."""
        copy = network.work / "copy"
        shutil.copytree(folder, copy)
        tile = copy / "tile" / "0" / "000"
        tile.write_bytes(bytes([tile.read_bytes()[0] ^ 1]) + tile.read_bytes()[1:])
        self.assertEqual(self.read(network, copy).returncode, 2)


if __name__ == "__main__":
    unittest.main(warnings="ignore")

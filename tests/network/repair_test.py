"""Damaged and lost ledger folders: refused, repaired from the peers, and nothing acknowledged is lost.

RELIABILITY 1, 2 and 20; Must show 4: repair from a peer gives equal roots.
"""

import json
import re
import shutil
import struct
import subprocess
import unittest

from network import COSIGNERS, EDGE_CASES, KUBOLUKD, MEMBERS, SEQUENCER, embedded, eventually, network_of

DAMAGED_AT, PAGE = 24, 4096


def zero_a_page(data):
    """A meta page: LMDB alone would not open it, or silently take the older one."""
    return bytes(PAGE) + data[PAGE:]


def flip_a_bit(data):
    """In the kind of the page that leads to all tables, of the newest state."""
    def number(at):
        return struct.unpack_from("<Q", data, at)[0]
    newest = max((0, PAGE), key=lambda meta: number(meta + 144))  # ledger/store/page_file.h has the form
    at = number(newest + 88 + 40) * PAGE + 10
    return data[:at] + bytes([data[at] ^ 4]) + data[at + 1:]


def cut(data):
    """In the middle of the pages that hold something."""
    return data[:len(data.rstrip(b"\0")) // 2]


class Repaired(unittest.TestCase):
    def daemon(self, network, member, *arguments):
        return subprocess.run([KUBOLUKD, "--config", str(network.nodes[member].config), *arguments],
                              capture_output=True, text=True, check=False, timeout=60)

    def damage(self, network, member, how):
        network.stop(member)
        file = network.folder / member / "ledger" / "data.mdb"
        file.write_bytes(how(file.read_bytes()))
        refused = self.daemon(network, member)
        self.assertEqual(refused.returncode, 65, refused.stderr)
        self.assertIn("damaged", refused.stderr)
        self.assertIn("kubolukd --repair", refused.stderr)

    def repair(self, network, member):
        before = self.counter(network, member)
        done = self.daemon(network, member, "--repair")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("is new: start the node as usual", done.stdout)
        self.assertEqual(self.counter(network, member), before)
        kept = list((network.folder / member).glob("ledger.damaged-*"))
        self.assertTrue(kept)
        network.up(member)
        return done.stdout

    def counter(self, network, member):
        return int((network.folder / "counters" / member).read_text().split()[-1])

    def check_takes_part(self, network, member, said):
        """If what it had cosigned was saved, its counter proves that; else its key is never used again."""
        saved = re.search(r"cosigned size (\d+)", said)
        if saved and int(saved[1]) >= self.counter(network, member):
            self.check_signs(network, member)
            return True
        self.assertFalse(network.status(member)["may_sign"])
        return False

    def check_signs(self, network, member):
        phase = "sequencing" if member == SEQUENCER else "cosigning"
        eventually(lambda: f"{member} is {phase}: {network.status_or_none(member)}",
                   lambda: (network.status_or_none(member) or {}).get("phase") == phase)
        self.assertTrue(network.status(member)["may_sign"])

    def check_no_fork(self, network):
        for member in MEMBERS:
            self.assertEqual(network.status(member)["forks"], 0, member)
            self.assertEqual(json.loads(network.get(member, "evidence")), [], member)

    def test_cosigners_and_sequencer(self):
        with network_of(EDGE_CASES) as network:
            network.up()
            sound = self.daemon(network, "mfa", "--repair")
            self.assertEqual(sound.returncode, 65, "it runs")
            self.assertIn("is in use by another process", sound.stderr)
            replay = network.replay()
            network.wait_for_size(SEQUENCER, DAMAGED_AT)
            for member, how in zip(COSIGNERS, (zero_a_page, flip_a_bit, cut)):
                signed = self.counter(network, member)
                self.damage(network, member, how)
                signs = self.check_takes_part(network, member, self.repair(network, member))
                self.assertTrue(signs or how is cut, "all of it was still in the file")
                eventually(f"{member} cosigns", lambda m=member, s=signed: not signs or not replay.runs()
                           or self.counter(network, m) > s)
            report = replay.finish()
            expected = embedded(EDGE_CASES)
            self.assertEqual(report["status_root"], expected["status_root"])
            self.assertEqual(network.wait_for_agreement()[2], expected["status_root"])
            self.check_no_fork(network)
            self.sequencer(network)

    def sequencer(self, network):
        """The CEC's folder damaged, then gone: all that was acknowledged is in the log afterwards."""
        done = network.submit_note(SEQUENCER, "before the disk was lost", "2027-01-04")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        place = network.wait_for_agreement()
        self.damage(network, SEQUENCER, flip_a_bit)
        self.repair(network, SEQUENCER)
        self.check_signs(network, SEQUENCER)
        self.assertEqual(network.wait_for_agreement(), place)
        network.stop(SEQUENCER)
        shutil.rmtree(network.folder / SEQUENCER / "ledger")
        missing = self.daemon(network, SEQUENCER, "--repair")
        self.assertEqual(missing.returncode, 65)
        self.assertIn("start the node as usual", missing.stderr)
        network.up(SEQUENCER)
        self.check_signs(network, SEQUENCER)
        self.assertEqual(network.wait_for_agreement(), place)
        done = network.submit_note(SEQUENCER, "after the disk was lost", "2027-01-05")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertGreater(network.wait_for_agreement()[0], place[0])
        self.check_no_fork(network)
        network.stop("mfa")
        sound = self.daemon(network, "mfa", "--repair")
        self.assertEqual(sound.returncode, 0, sound.stderr)
        self.assertIn("are sound; nothing was changed", sound.stdout)


if __name__ == "__main__":
    unittest.main(warnings="ignore")

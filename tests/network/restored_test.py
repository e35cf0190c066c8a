"""A folder that came back from a backup signs nothing twice (RELIABILITY T16, T17; Must show 8)."""

import json
import shutil
import time
import unittest

from network import COSIGNERS, EDGE_CASES, MEMBERS, SEQUENCER, embedded, eventually, network_of
from served_log import cosigned_at, parse_checkpoint

RESTORED = "odihr"
OTHERS = tuple(member for member in COSIGNERS if member != RESTORED)
COPIED_AT, RESTORED_AT, SEQUENCER_AT = 20, 34, 46  # entries


class Restored(unittest.TestCase):
    def copy_of(self, network, member):
        """A backup of the ledger folder, made while the node is stopped; the node runs again then."""
        network.stop(member)
        copy = network.work / f"copy-{member}"
        shutil.copytree(network.folder / member / "ledger", copy)
        network.up(member)
        return copy

    def put_back(self, network, member, copy, keep_counter=True):
        """The old folder in place of the newest; what is outside of it stays as it is, or is lost too."""
        network.stop(member)
        ledger = network.folder / member / "ledger"
        shutil.rmtree(ledger)
        shutil.copytree(copy, ledger)
        if not keep_counter:
            (network.folder / "counters" / member).unlink()
        network.up(member)

    def counter(self, network, member):
        """The largest size that its key has signed, from the file outside the ledger folder."""
        return int((network.folder / "counters" / member).read_text().split()[-1])

    def lines_of(self, network, member):
        """(size, second) of that member's lines on the committed checkpoints of the others."""
        for witness in OTHERS:
            size, _, lines = parse_checkpoint(network.get(witness, "checkpoint"))
            for name, line in lines.items():
                if name.startswith(f"{member}."):
                    yield size, cosigned_at(line)

    def stop_with_nothing_unsent(self, network):
        """The sequencer is stopped, and no tree that it has signed is known to itself alone."""
        def is_known():
            network.stop(SEQUENCER)
            size = network.still_place(OTHERS, 0.3)[0]
            if self.counter(network, SEQUENCER) <= size:
                return True
            network.up(SEQUENCER)
            return False
        eventually("the sequencer stops with nothing unsent", is_known)

    def check_observes(self, network, member, words):
        def says():
            status = network.status_or_none(member)
            return status and status["phase"] == "observing" and words in status["waiting"]
        eventually(lambda: f"{member} observes, {words}: {network.status_or_none(member)}", says)
        self.assertFalse(network.status(member)["may_sign"])

    def check_no_fork(self, network):
        for member in MEMBERS:
            self.assertEqual(network.status(member)["forks"], 0, member)
            self.assertEqual(json.loads(network.get(member, "evidence")), [], member)

    def test_old_copies_of_a_cosigner_and_of_the_sequencer(self):
        with network_of(EDGE_CASES) as network:
            network.up()
            replay = network.replay()
            network.wait_for_size(SEQUENCER, COPIED_AT)
            old = {member: self.copy_of(network, member) for member in (RESTORED, SEQUENCER)}
            network.wait_for_size(SEQUENCER, RESTORED_AT)
            network.stop(RESTORED)
            signed = (self.counter(network, RESTORED), int(time.time()))
            self.assertGreater(signed[0], COPIED_AT)
            self.put_back(network, RESTORED, old[RESTORED])
            self.check_observes(network, RESTORED, "it is an old copy; give the cosigner a new key")
            size = network.size(SEQUENCER)
            network.wait_for_size(SEQUENCER, max(size + 2, SEQUENCER_AT))  # the other three are enough
            self.stop_with_nothing_unsent(network)
            self.put_back(network, SEQUENCER, old[SEQUENCER])
            report = replay.finish()
            expected = embedded(EDGE_CASES)
            self.assertEqual(report["status_root"], expected["status_root"])
            place = network.wait_for_agreement()  # the old copies too: they follow
            self.assertEqual(place[2], expected["status_root"])
            self.check_observes(network, RESTORED, "it is an old copy; give the cosigner a new key")
            self.check_signed_nothing(network, RESTORED, signed)
            self.check_no_fork(network)
            self.without_counters(network, old, place)

    def check_signed_nothing(self, network, member, signed):
        """Neither by its own account nor by what others hold; `signed`: size and second when it stopped."""
        self.assertEqual(self.counter(network, member), signed[0])
        for size, second in self.lines_of(network, member):
            self.assertLessEqual((size, second), signed, f"{member} has signed since it was restored")
        _, _, lines = parse_checkpoint(network.get(OTHERS[0], "checkpoint"))
        self.assertEqual(len([name for name in lines if name.startswith(OTHERS)]), len(OTHERS))

    def without_counters(self, network, old, place):
        """Nothing on the machine tells the copy's age any more: the peers' memory must."""
        self.put_back(network, RESTORED, old[RESTORED], keep_counter=False)
        self.check_observes(network, RESTORED, "the counter file is missing")
        network.stop(OTHERS[0])
        self.put_back(network, SEQUENCER, old[SEQUENCER], keep_counter=False)
        self.check_observes(network, SEQUENCER, "all members must be heard, the counter is missing")
        network.up(OTHERS[0])
        eventually(lambda: f"it sequences: {network.status(SEQUENCER)}",
                   lambda: network.status(SEQUENCER)["phase"] == "sequencing")
        done = network.submit_note(OTHERS[1], "the sequencer goes on where the members were", "2027-01-04")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertGreater(network.wait_for_agreement()[0], place[0])
        self.assertFalse(network.status(RESTORED)["may_sign"])
        self.check_no_fork(network)


if __name__ == "__main__":
    unittest.main(warnings="ignore")

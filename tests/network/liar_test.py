"""A CEC that lies, in the middle of an election (Must show 4): refused by each member, and nothing moves."""

import json
import os
import subprocess
import unittest

from network import COSIGNERS, EDGE_CASES, MEMBERS, SEQUENCER, embedded, kuboluk, network_of

LYING_SEQUENCER = os.environ["LYING_SEQUENCER"]
GROWTH = 6  # entries at least between two lies
# What each lie must be refused with: the rule, and how far the entry lies from the committed size.
LIES = {
    "altered-root": ("status-root", 0),
    "repeated-act": ("X.DUP", 0),
    "wrong-index": ("X.FORM", 0),
    "smaller": ("P.SMALLER", -2),
    "second-root": ("P.FORK", 0),
}


class Liar(unittest.TestCase):
    def tell(self, network, lie):
        done = subprocess.run([LYING_SEQUENCER, "--config", network.folder / SEQUENCER / "config.toml",
                               "--lie", lie], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 0, f"{lie}: {done.stdout}{done.stderr}")
        self.assertIn(f"{len(COSIGNERS)} members refused, 0 cosigned", done.stdout, lie)

    def check_refusals(self, network, lie, size):
        """Each honest node shows each member's signed refusal, and knows it by rule and entry."""
        rule, distance = LIES[lie]
        for member in COSIGNERS:
            refusals = {refusal["by"]: refusal for refusal in network.status(member)["refusals"]}
            self.assertEqual(set(refusals), set(COSIGNERS), f"{lie}, as {member} tells")
            for by, refusal in refusals.items():
                self.assertEqual((refusal["rule"], refusal["index"]), (rule, size + distance),
                                 f"{lie}, by {by}, as {member} tells")

    def check_evidence(self, network, size):
        for member in COSIGNERS:
            forks = json.loads(network.get(member, "evidence"))
            self.assertEqual(len(forks), 1, member)
            self.assertEqual(network.status(member)["forks"], 1, member)
            file = network.work / f"{member}.fork"
            file.write_text(forks[0])
            done = kuboluk("verify", file, "--genesis", network.genesis, "--json")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.check_damaged_evidence(network, forks[0], size)

    def check_damaged_evidence(self, network, fork, size):
        """The twin: with another size in one of the two trees nobody's signature holds."""
        file = network.work / "damaged.fork"
        file.write_text(fork.replace(f"\n{size}\n", f"\n{size + 1}\n", 1))
        self.assertNotEqual(file.read_text(), fork)
        done = kuboluk("verify", file, "--genesis", network.genesis, "--json")
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)

    def stop_between_batches(self, network, replay, size):
        """What the liar signs is compared with what its victims hold: nobody may be a batch behind."""
        network.wait_for_size(SEQUENCER, size)
        replay.pause()
        network.still_place(MEMBERS)
        network.stop(SEQUENCER)
        replay.go_on()
        place = network.still_place(COSIGNERS)
        self.assertFalse(any(network.status(member)["proposed"] for member in COSIGNERS))
        return place

    def test_every_lie_in_the_middle_of_a_replay(self):
        with network_of(EDGE_CASES) as network:
            network.up()
            replay = network.replay()
            size = 0
            for lie in LIES:  # between two lies the honest CEC goes on
                place = self.stop_between_batches(network, replay, size + GROWTH)
                size = place[0]
                self.tell(network, lie)
                self.check_refusals(network, lie, size)
                for member in COSIGNERS:
                    self.assertEqual(network.place(member), place, f"{member} after {lie}")
                if lie == "second-root":
                    self.check_evidence(network, size)
                replay.check_runs()  # the acts of the election wait
                network.up(SEQUENCER)
            report = replay.finish()
            expected = embedded(EDGE_CASES)
            self.assertEqual(report["status_root"], expected["status_root"])
            self.assertEqual(network.wait_for_agreement()[2], expected["status_root"])


if __name__ == "__main__":
    unittest.main(warnings="ignore")

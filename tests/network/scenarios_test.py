"""Scenario files over five real nodes: all expectations, one log, one state; a late node catches up."""

import json
import unittest

from network import EDGE_CASES, MEMBERS, PARLIAMENT, SCENARIOS, embedded, eventually, network_of
from served_log import entries_of, events_of, parse_checkpoint, roots_of

LATE = "cis"
EARLY = tuple(member for member in MEMBERS if member != LATE)


class Scenarios(unittest.TestCase):
    def check_place(self, network, expected):
        """All five stand where the replay in one process does, and serve one and the same log."""
        self.assertEqual(network.wait_for_agreement(),
                         (expected["size"], expected["log_root"], expected["status_root"]))
        for member in MEMBERS:
            size, root, _ = parse_checkpoint(network.get(member, "checkpoint"))
            self.assertEqual((size, root), (expected["size"], expected["log_root"]), member)
        entries = entries_of(lambda path: network.get(LATE, path), expected["size"])
        self.assertEqual(roots_of(entries)[-1], expected["log_root"])
        return entries

    def check_genesis(self, network):
        """The yardstick is of the same ledger: one genesis, byte for byte."""
        ledger = network.work / "embedded"
        expected = embedded(network.scenario, "--ledger", ledger)
        genesis = (ledger / "genesis").read_bytes()
        for member in MEMBERS:
            self.assertEqual(network.get(member, "genesis"), genesis, member)
        return expected

    def over_five(self, scenario):
        with network_of(scenario) as network:
            network.up()
            report = network.replay().finish()
            expected = self.check_genesis(network)
            self.assertTrue(all(node["agrees"] for node in report["nodes"]), report["nodes"])
            self.assertEqual(len(report["nodes"]), len(MEMBERS))
            for key in ("accepted", "refused", "refusals", "answers"):
                self.assertEqual(report[key], expected[key], key)
            self.check_place(network, expected)

    def test_edge_cases(self):
        self.over_five(EDGE_CASES)

    def test_another_law(self):
        self.over_five(SCENARIOS / "kz-generic.jsonl")

    def test_written_from_the_documents_alone(self):
        self.over_five(SCENARIOS / "outside-16-edges.jsonl")

    def test_the_parliamentary_election_with_a_node_that_comes_last(self):
        with network_of(PARLIAMENT) as network:
            network.up(*EARLY)
            report = network.replay(self.known_to_client(network)).finish()
            self.assertEqual([node["id"] for node in report["nodes"]], list(EARLY))
            self.assertFalse((network.folder / LATE / "ledger").exists())
            network.up(LATE)
            expected = self.check_genesis(network)
            entries = self.check_place(network, expected)
            # It took nobody's word: one signature check for each act, genesis included.
            self.assertEqual(network.status(LATE)["signatures_checked"], len(events_of(entries)))
            self.check_cosigns(network)

    def check_cosigns(self, network):
        """The late node needs no more than to have heard a quorum: it cosigns the next tree."""
        def linked():
            return any(peer["id"] == LATE and peer["linked"] for peer in network.status("cec")["peers"])
        eventually(lambda: f"it may sign: {network.status(LATE)}", lambda: network.status(LATE)["may_sign"])
        eventually(lambda: f"the sequencer reaches it: {network.status('cec')}", linked)
        done = network.submit_note(LATE, "the node that came last has caught up", "2026-06-01")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        network.wait_for_agreement()

        def lines():
            return parse_checkpoint(network.get(LATE, "checkpoint"))[2]
        eventually(lambda: f"its line is on the checkpoint: {lines()}",
                   lambda: any(name.startswith(f"{LATE}.") for name in lines()))

    def known_to_client(self, network):
        """A client's own network.json without the late node: else it waits there for each of its actors."""
        folder = network.work / "early"
        folder.mkdir()
        description = dict(network.description, genesis=str(network.genesis), policy=str(network.policy))
        description["nodes"] = [node for node in description["nodes"] if node["id"] != LATE]
        (folder / "network.json").write_text(json.dumps(description))
        return folder


if __name__ == "__main__":
    unittest.main(warnings="ignore")

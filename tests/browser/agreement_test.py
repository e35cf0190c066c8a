"""Five ways to one answer: page, JSON, command line, offline verifier, QR codes; all of them agree.

Each scenario is replayed into a cosigned network of five. Every accreditation, cards, strangers' and mistyped
numbers, numbers of another election and persons who were refused are asked at three instants and as known at
two times; on the way every verdict is met. The command line is asked for lists, and for single numbers by
sample: KUBOLUK_AGREE_ALL=1 asks it for each.
"""

import concurrent.futures
import dataclasses
import datetime
import itertools
import json
import os
import pathlib
import re
import time
import unittest
from unittest import mock

from five_ways import Clocks, FiveWays, Number, later_by, spread
from network import COSIGNERS, EDGE_CASES, MEMBERS, PARLIAMENT, SCENARIOS, eventually, network_of

ALL = os.environ.get("KUBOLUK_AGREE_ALL") == "1"
THREADS = 6
SAMPLE = 24              # questions to the command line for single numbers, unless ALL
DAY_SECONDS = 86_400
WORDS = {"MISTYPED": "mistyped", "CANNOT TELL": "cannot_tell", "NO SUCH NUMBER": "not_found",
         "OTHER ELECTION": "other_election", "REFUSED": "refused", "REVOKED": "revoked",
         "SUPERSEDED CARD": "superseded", "EXPIRED": "expired", "NOT YET": "not_yet", "ACTIVE": "active"}
# verdict -> tone of a node's page, of the verifier's
TONES = {"mistyped": ("blue", "unsure"), "cannot_tell": ("call", "unsure"), "not_found": ("grey", "bad"),
         "other_election": ("blue", "bad"), "refused": ("stop", "bad"), "revoked": ("stop", "bad"),
         "superseded": ("blue", "bad"), "expired": ("grey", "bad"), "not_yet": ("blue", "wait"),
         "active": ("go", "good")}
ASKED = re.compile(r"^asked (\w+) ", re.MULTILINE)
# What belongs to the second at which somebody asked, or at which it was confirmed last.
OF_THE_MOMENT = {"age", "age_seconds", "as_of", "cosigners", "cannot_tell", "notes"}


def clocks_of(known, *instants):
    return [Clocks(at, when) for at, when in itertools.product(instants, ("", known))]


@dataclasses.dataclass(frozen=True)
class Story:
    """A scenario and what is asked beside every accreditation."""
    file: pathlib.Path
    elections: tuple  # the one with the accreditations, another one
    clocks: list
    strangers: tuple
    refused: tuple = ()  # persons
    cards_max: int = 99


KG_2025 = Story(PARLIAMENT, ("kg-jk-2025", "kg-jk-2026-d13"),
                clocks_of("2025-11-22T10:00:00+06:00", "2025-11-20T10:00:00+06:00",
                          "2025-11-30T08:10:00+06:00", "2025-12-12T10:00:00+06:00"),
                ("KG25-9999", "X-77"), cards_max=12)
EDGES = Story(EDGE_CASES, ("kg-test-1", "kg-test-2"),
              clocks_of("2026-06-03T10:00:00+06:00", "2026-05-01T10:00:00+06:00",
                        "2026-06-03T10:00:00+06:00", "2026-07-12T10:00:00+06:00"),
              ("T-7777", "T-0013", "U-0014"), ("b1",))
TEN = Story(SCENARIOS / "ten-verdicts.jsonl", ("kg-ten-1", "kg-ten-2"),
            clocks_of("2026-07-01T14:00:00+06:00", "2026-07-15T09:00:00+06:00",
                      "2026-08-16T09:00:00+06:00", "2026-08-25T10:00:00+06:00"),
            ("TV-9999", "TC-9999"), ("v-b-01",))


def wrong_check(printed):
    return printed[:-1] + ("B" if printed[-1] == "A" else "A")


def cards_of(story):
    """Every card that the story issues."""
    for line in story.file.read_text().splitlines():
        command = json.loads(line)
        if command.get("expect") != {"ok": True}:
            continue
        if command["cmd"] == "accreditation.grant":
            yield from (row[3] for row in command["args"]["items"])
        if command["cmd"] == "certificate.reissue":
            yield command["args"]["new"]


def numbers_of(story, ways):
    first, second = story.elections
    rows = json.loads(ways.get(f"/e/{first}/accredited.json", {}))["rows"]
    printed = [row["number_printed"] for row in rows]
    found = [Number(first, one, "accreditation") for one in printed]
    found += [Number(first, one, "card") for one in spread(cards_of(story), story.cards_max)]
    found += [Number(first, one, "stranger") for one in story.strangers]
    found += [Number(first, wrong_check(one), "mistyped", one) for one in spread(printed, 6)]
    found += [Number(second, one, "elsewhere") for one in spread(printed, 10)]
    return found + [Number(first, one, "person") for one in story.refused]


def milliseconds(time_text):
    return round(datetime.datetime.fromisoformat(time_text.replace("Z", "+00:00")).timestamp() * 1000)


def at_once(work, items):
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, items))


def wait_for_all_cosigners(network):
    """Until all nodes hold one checkpoint with every cosignature: then a proof is the same each time."""
    network.wait_for_agreement()

    def lines(member):
        return network.get(member, "checkpoint").decode().count("\n\u2014 ")
    eventually(lambda: f"all have cosigned: {[lines(member) for member in MEMBERS]}",
               lambda: all(lines(member) == 1 + len(COSIGNERS) for member in MEMBERS))


class Agreement(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.met = set()  # verdicts, in all ways

    def compare(self, story, ways, numbers):
        """All five at all clocks; returns one (number, clocks, JSON answer) for each verdict."""
        def ask(number):  # proof and answers in one go: cosigners confirm the same log once a minute
            return ways.keep_proof(number), [ways.json(number, clocks) for clocks in story.clocks]
        found = at_once(ask, numbers)
        proofs = dict(zip(numbers, (proof for proof, _ in found)))
        answers = [answer for _, some in found for answer in some]
        asked = list(itertools.product(numbers, story.clocks))
        ways.print_codes(list(proofs.values()))
        self.compare_pages(ways, asked, answers)
        self.compare_library(ways, asked, answers, proofs)
        self.compare_lists(story, ways, asked, answers)
        self.compare_command(ways, asked, answers)
        samples = {}
        for (number, clocks), answer in zip(asked, answers):
            samples.setdefault(answer["verdict"], (number, clocks, answer))
        self.compare_browser(ways, samples, proofs)
        self.met.update(samples)
        return samples

    def compare_pages(self, ways, asked, answers):
        for pair, answer, seen in zip(asked, answers, at_once(lambda pair: ways.page(*pair), asked)):
            tone, _, word = seen
            self.assertEqual((WORDS[word], tone), (answer["verdict"], TONES[answer["verdict"]][0]), pair)
            self.assertEqual(word, answer["words"], pair)

    def compare_library(self, ways, asked, answers, proofs):
        """Every key of its answer, at the second at which the node was asked; proofs come in codes as well.

        A card's number before the card was issued: pages answer about the accreditation that it is not, the
        proof about the card; the verdict is the same.
        """
        cases = []
        for (number, clocks), answer in zip(asked, answers):
            moment = time.time() * 1000
            if answer["as_of"]:
                moment = milliseconds(answer["as_of"]) + 1000 * answer["age_seconds"]
            proof = proofs[number]
            question = ASKED.search(proof.read_text())[1]
            cases.append({"proof": str(proof), "codes": str(proof.with_suffix(".codes")), "now": moment,
                          "at": clocks.at, "known": clocks.known or None,
                          "asked": {"question": question, "election": number.election,
                                    "typed": number.typed}})
        to_the_second = 0
        for pair, answer, said in zip(asked, answers, ways.library(cases)):
            self.assertNotIn("error", said, pair)
            same = said["question"] == answer["question"]
            keys = set(said) if same else {"verdict", "words", "exit"}
            if answer["cosigners"] == said["cosigners"]:
                to_the_second += same
            else:
                keys -= OF_THE_MOMENT
            self.assertEqual({key: answer[key] for key in keys}, {key: said[key] for key in keys}, pair)
            self.assertTrue(same or (pair[0].kind, answer["verdict"]) == ("card", "not_found"), pair)
        self.assertGreater(to_the_second, len(asked) // 2)

    def compare_lists(self, story, ways, asked, answers):
        lists = at_once(lambda clocks: ways.list(story.elections[0], clocks), story.clocks)
        lists = dict(zip(story.clocks, lists))
        rows_met = set()
        for (number, clocks), answer in zip(asked, answers):
            if number.kind != "accreditation":
                continue
            row = lists[clocks][number.typed]
            self.assertEqual({key: answer[key] for key in row if key != "number"},
                             {key: row[key] for key in row if key != "number"}, (number, clocks))
            rows_met.add((number.typed, clocks))
        self.assertEqual(len(rows_met), sum(map(len, lists.values())))

    def compare_command(self, ways, asked, answers):
        pairs = list(zip(asked, answers))
        others = [pair for pair in pairs if pair[0][0].kind != "accreditation"]
        chosen = pairs if ALL else spread(pairs, SAMPLE) + spread(others, SAMPLE)
        said = at_once(lambda one: ways.status(*one[0], one[1]["question"]), chosen)
        for (pair, answer), theirs in zip(chosen, said):
            for key in theirs.keys() - OF_THE_MOMENT:
                self.assertEqual(answer[key], theirs[key], (pair, key))

    def compare_browser(self, ways, samples, proofs):
        """Of each verdict one: pictures of codes, scanned, into the verifier's page; the node's page."""
        cases, sites = [], []
        for number, clocks, _ in samples.values():
            case = {"paste": str(ways.scan_codes(proofs[number])), "number": number.typed, **clocks.fields()}
            if ways.shift:
                case["now"] = (time.time() + ways.shift) * 1000
            cases.append(case)
            sites.append(ways.page_url(number, clocks))
        seen = ways.browser(cases, sites)
        for verdict, case, site in zip(samples, seen["cases"], seen["sites"]):
            node_tone, verifier_tone = TONES[verdict]
            self.assertEqual((WORDS[case["word"]], case["look"]), (verdict, f"verdict {verifier_tone}"))
            self.assertEqual((WORDS[site["word"]], site["look"]), (verdict, f"band {node_tone}"))
            if verdict != "mistyped":
                self.assertRegex(case["text"], r"As of .* \((just now|\d+ \w+ ago)\)")

    def play(self, story, network):
        network.up()
        network.replay().finish()
        wait_for_all_cosigners(network)
        ways = FiveWays(network)
        numbers = numbers_of(story, ways)
        start = time.monotonic()
        samples = self.compare(story, ways, numbers)
        print(f"{story.file.stem}: {len(numbers)} numbers x {len(story.clocks)} clocks, "
              f"{time.monotonic() - start:.0f} s, {', '.join(sorted(samples))}")
        return numbers, samples

    def test_1_the_parliamentary_election(self):
        with network_of(KG_2025.file) as network:
            numbers, _ = self.play(KG_2025, network)
        self.assertEqual(sum(number.kind == "accreditation" for number in numbers), 378)

    def test_2_the_edge_cases(self):
        with network_of(EDGES.file) as network:
            self.play(EDGES, network)

    def test_3_one_number_for_each_verdict(self):
        with network_of(TEN.file) as network:
            numbers, _ = self.play(TEN, network)
            self.grow_old(network, numbers)
        self.assertEqual(self.met, set(TONES))

    def grow_old(self, network, numbers):
        """Two days later one node is up, and nobody has confirmed anything since: ACTIVE is CANNOT TELL."""
        for member in network.nodes:
            network.stop(member)
        with mock.patch.dict(os.environ, later_by(2 * DAY_SECONDS)):
            network.up("odihr")
        samples = self.compare(TEN, FiveWays(network, ["odihr"], 2 * DAY_SECONDS), numbers)
        self.assertIn("cannot_tell", samples)
        old = samples["cannot_tell"][2]
        self.assertEqual((old["verdict_by_record"], old["age"]), ("active", "2 days ago"))
        # What was known before the evidence was made stays answered (ledger/proof/README.md).
        self.assertTrue("active" not in samples or samples["active"][1].known)


if __name__ == "__main__":
    unittest.main(warnings="ignore", verbosity=2)

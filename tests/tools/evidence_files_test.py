"""silence, diff, dossier: files of evidence, as their users make and check them."""

import base64
import hashlib
import html
import json
import random
import re
import unittest

from program import EDGE_CASES, ELECTION, PARLIAMENT, VOTING_DAY, WithLedger, kuboluk

NOT_PROVEN = "not proven     that none was made or signed"


def scenario_until(path, last):
    """The text of a scenario file up to the command with that number, without its questions."""
    lines = []
    for text in path.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        if line["op"] == "meta" or (line["op"] == "cmd" and line["n"] <= last):
            lines.append(text)
    return "\n".join(lines) + "\n"


def flipped(data, rng):
    """The bytes with one random bit the other way round."""
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1:]


class WithUndecided(WithLedger):
    """Beside the whole election a ledger that ends on 8 November, before the fourth decree."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        story = cls.work / "undecided.jsonl"
        story.write_text(scenario_until(PARLIAMENT, 140), encoding="utf-8")
        cls.undecided = cls.work / "undecided"
        done = kuboluk("replay", story, "--ledger", cls.undecided)
        assert done.returncode == 0, done.stdout + done.stderr


class Silence(WithUndecided):
    def silence(self, application, by, *more, ledger=None, out=None):
        ledger = ledger or self.undecided
        self.out = out or self.fresh_folder() / "silence.kuboluk"
        return ["silence", application, "--election", ELECTION, "--by", by, "--ledger", ledger,
                "--policy", ledger / "policy", "--out", self.out, *more]

    def test_an_application_that_nobody_answered(self):
        done = kuboluk(*self.silence("APP-bg-cec-1", "2025-11-07"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("no decision on application APP-bg-cec-1 is recorded up to size", done.stdout)
        self.assertIn("whose seal is known at or after the end of 2025-11-07", done.stdout)
        self.assertIn(NOT_PROVEN, done.stdout)
        checked = kuboluk("verify", self.out, "--policy", self.undecided / "policy")
        self.assertEqual((checked.returncode, checked.stdout), (0, done.stdout))

    def test_not_forwarded_is_said_apart(self):
        answer = self.answer(0, *self.silence("APP-oic-1", "2025-11-07"))
        self.assertEqual((answer["verdict"], answer["forwarding"]), ("silent", "not_forwarded"))
        answer = self.answer(0, *self.silence("APP-oic-1", "2025-11-09", ledger=self.ledger))
        self.assertEqual((answer["verdict"], answer["forwarding"]), ("silent", "forwarded"))
        answer = self.answer(0, *self.silence("APP-bg-cec-1", "2025-11-07"))
        self.assertEqual(answer["forwarding"], "not_needed")

    def test_a_seal_of_the_day_itself_is_too_early(self):
        done = kuboluk(*self.silence("APP-bg-cec-1", "2025-11-08"))
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("step 6", done.stderr)
        self.assertIn("midnight", done.stderr)
        self.assertFalse(self.out.exists())

    def test_a_later_decision_is_named_and_the_day_stays_silent(self):
        answer = self.answer(0, *self.silence("APP-bg-cec-1", "2025-11-11", ledger=self.ledger))
        self.assertEqual(answer["verdict"], "silent")
        self.assertEqual(answer["later"]["recorded"], "2025-11-12T10:00:00.000Z")
        self.assertIn(f"up to size {answer['later']['entry']}", answer["words"])

    def test_answered_names_who_and_makes_nothing(self):
        answer = self.answer(1, *self.silence("APP-odihr-1", "2025-10-31", ledger=self.ledger))
        self.assertEqual(answer["verdict"], "answered")
        self.assertEqual(len(answer["answered"]), 42)
        self.assertFalse(self.out.exists())
        person = answer["answered"][0]
        self.answer(0, *self.silence("APP-odihr-1", "2025-10-30", "--person", person, ledger=self.ledger))
        self.answer(1, *self.silence("APP-odihr-1", "2025-10-31", "--person", person, ledger=self.ledger))

    def test_nothing_was_received(self):
        for application, by in (("APP-bg-cec-1", "2025-11-06"), ("APP-none-1", "2025-11-07")):
            answer = self.answer(1, *self.silence(application, by))
            self.assertEqual(answer["verdict"], "not_received")
            self.assertFalse(self.out.exists())

    def test_wrong_lines_are_64_and_other_files_stay(self):
        for line in (self.silence("APP bg", "2025-11-07"), self.silence("APP-bg-cec-1", "2025-11-31"),
                     self.silence("APP-bg-cec-1", "yesterday")):
            self.assertEqual(kuboluk(*line).returncode, 64)
        letter = self.fresh_folder() / "letter"
        letter.write_text("to my mother\n")
        self.assertEqual(kuboluk(*self.silence("APP-bg-cec-1", "2025-11-07", out=letter)).returncode, 65)
        self.assertEqual(letter.read_text(), "to my mother\n")

    def test_a_receipt_must_be_for_this_filing(self):
        note = self.fresh_folder() / "receipt"
        note.write_text("kuboluk/receipt/v1\nby odihr\n\n\u2014 x y\n", encoding="utf-8")
        done = kuboluk(*self.silence("APP-bg-cec-1", "2025-11-07", "--receipt", note))
        self.assertEqual(done.returncode, 65, done.stdout)
        self.assertFalse(self.out.exists())

    def test_a_changed_certificate_is_refused(self):
        self.answer(0, *self.silence("APP-bg-cec-1", "2025-11-07"))
        good = self.out.read_bytes()
        bad = self.out.with_name("bad.kuboluk")
        rng = random.Random(5)
        for _ in range(40):
            bad.write_bytes(flipped(good, rng))
            # Another day before the seal is another true certificate, or says that there was no filing.
            if bad.read_bytes().split(b"\nby ")[-1][:10] != good.split(b"\nby ")[-1][:10]:
                continue
            done = kuboluk("verify", bad, "--policy", self.undecided / "policy")
            self.assertEqual(done.returncode, 2, done.stdout)
        other = kuboluk("verify", self.out, "--policy", self.list_policy_of_another())
        self.assertNotEqual(other.returncode, 0)

    def list_policy_of_another(self):
        ledger = self.fresh_folder() / "edge"
        assert kuboluk("replay", EDGE_CASES, "--ledger", ledger).returncode == 0
        return ledger / "policy"


class Diff(WithLedger):
    def diff(self, start, end, *more):
        return self.answer(0, "diff", ELECTION, "--from", start, "--to", end, "--ledger", self.ledger,
                           "--policy", self.policy, *more)

    def numbers(self, answer, kind):
        return sorted(change["number"] for change in answer["changes"] if kind in change["kinds"])

    def granted_by(self, decree):
        answer = self.answer(0, "list", ELECTION, "--decree", decree, *self.asking())
        return sorted(row["number"] for row in answer["rows"])

    def size_after(self, number):
        """The size of the tree that ends with the seal after that number's grant."""
        answer = self.answer(0, "status", number, "--election", ELECTION, *self.asking())
        return answer["decisive"]["entry"] + 2

    def test_between_two_sizes_one_decree(self):
        start = self.size_after("KG25-0128")
        end = self.size_after("KG25-0377")
        answer = self.diff(start, end, "--at", VOTING_DAY)
        granted = self.granted_by("D-2025-11-19")
        self.assertEqual(len(granted), 81)
        self.assertEqual(self.numbers(answer, "new"), granted)
        self.assertEqual(len(answer["changes"]), 81)
        self.assertEqual((answer["granted_before"], answer["granted_after"]), (297, 378))
        self.assertEqual((answer["from"]["size"], answer["to"]["size"]), (start, end))
        act = answer["changes"][0]["acts"][0]
        self.assertEqual((act["type"], act["entry"]), ("accreditation.grant", end - 2))
        self.assertEqual(act["in_effect"], "2025-11-19T16:00:00+06:00")
        self.assertEqual(act["recorded"], "2025-11-19T10:00:00.000Z")

    def test_revocations_carry_both_clocks(self):
        answer = self.diff("2025-11-20T00:00:00+06:00", "2025-11-26T00:00:00+06:00", "--at", VOTING_DAY)
        self.assertEqual(self.numbers(answer, "revoked"),
                         ["KG25-0188", "KG25-0189", "KG25-0318", "KG25-0378"])
        self.assertEqual(len(answer["changes"]), 4)
        act = answer["changes"][0]["acts"][0]
        self.assertEqual(act["in_effect"], "2025-11-21T12:00:00+06:00")
        self.assertEqual(act["recorded"], "2025-11-21T11:30:00.000Z")
        # Decided at noon, recorded at 17:30: between the two nobody could know.
        answer = self.diff("2025-11-21T12:30:00+06:00", "2025-11-21T17:00:00+06:00")
        self.assertEqual(answer["changes"], [])

    def test_refused_persons_are_named_with_their_ground(self):
        answer = self.diff("2025-11-12T00:00:00+06:00", "2025-11-12T15:50:00+06:00")
        self.assertEqual(answer["changes"], [])
        self.assertEqual(len(answer["refused"]), 6)
        self.assertEqual({one["ground"] for one in answer["refused"]},
                         {"KR.R3.10(1)", "KR.R3.10(2)", "KR.R3.10(3)", "KR.R3.10(4)", "KR.CL10.1"})
        self.assertEqual({one["decree"] for one in answer["refused"]}, {"R-2025-11-12"})

    def test_ended_by_results(self):
        answer = self.diff("2025-12-09T00:00:00+06:00", "2025-12-12T00:00:00+06:00")
        self.assertEqual(len(self.numbers(answer, "verdict")), 374)
        self.assertTrue(all(change["acts"][0]["type"] == "results.publish" for change in answer["changes"]
                            if "verdict" in change["kinds"]))

    def test_cards_and_courts(self):
        ledger = self.fresh_folder() / "edge"
        self.assertEqual(kuboluk("replay", EDGE_CASES, "--ledger", ledger).returncode, 0)

        def between(start, end):
            return self.answer(0, "diff", "kg-test-1", "--from", start, "--to", end, "--ledger", ledger,
                               "--policy", ledger / "policy", "--at", "2026-06-14T08:00:00+06:00")
        cards = between("2026-04-15T00:00:00+06:00", "2026-04-17T00:00:00+06:00")
        self.assertEqual(self.numbers(cards, "card_replaced"), ["T-0004", "T-0009"])
        self.assertEqual({change["acts"][0]["type"] for change in cards["changes"]}, {"certificate.reissue"})
        court = between("2026-06-05T00:00:00+06:00", "2026-06-07T00:00:00+06:00")
        self.assertEqual(len(court["changes"]), 1)
        self.assertEqual(court["changes"][0]["acts"][0]["type"], "court.decision")
        self.assertIn("restored", court["changes"][0]["kinds"])

    def test_the_same_state_twice_is_no_change_and_wrong_points_are_64(self):
        answer = self.diff("now", "now")
        self.assertEqual((answer["changes"], answer["refused"]), ([], []))
        for start, end in (("0", "now"), ("999999", "now"), ("soon", "now"),
                           ("now", "2025-11-01T00:00:00+06:00"),
                           ("-5", "now")):
            done = kuboluk("diff", ELECTION, f"--from={start}", "--to", end, "--ledger", self.ledger,
                           "--policy", self.policy)
            self.assertEqual(done.returncode, 64, (start, end, done.stdout, done.stderr))


def blocks_of(page):
    """The text of each block, as a browser shows it."""
    return {name: html.unescape(text)
            for name, text in re.findall(r'<pre id="([a-z0-9-]+)">\n(.*?)</pre>', page, re.DOTALL)}


def root_from(index, size, leaf, hashes):
    """RFC 9162 2.1.3.2, written anew."""
    fn, sn, root = index, size - 1, leaf
    for sibling in hashes:
        if fn & 1 or fn == sn:
            root = hashlib.sha256(b"\x01" + sibling + root).digest()
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            root = hashlib.sha256(b"\x01" + root + sibling).digest()
        fn >>= 1
        sn >>= 1
    assert sn == 0
    return root


class Dossier(WithLedger):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.page_file = cls.work / "0188.html"
        cls.made = kuboluk("dossier", "KG25-0188", "--election", ELECTION, *cls.asking(),
                           "--known", "2025-11-21T16:00:00+06:00", "--out", cls.page_file)
        assert cls.made.returncode == 0, cls.made.stdout + cls.made.stderr
        cls.page = cls.page_file.read_text(encoding="utf-8")

    def check(self, page):
        bad = self.work / "bad.html"
        bad.write_bytes(page if isinstance(page, bytes) else page.encode())
        return kuboluk("dossier", "--check", bad, "--policy", self.policy)

    def test_it_holds_alone(self):
        for line in (("verify", self.page_file), ("dossier", "--check", self.page_file)):
            done = kuboluk(*line, "--policy", self.policy)
            self.assertEqual((done.returncode, done.stdout), (0, self.made.stdout), done.stderr)
        self.assertTrue(self.made.stdout.startswith("HOLDS"))
        answer = self.answer(0, "verify", self.page_file, "--policy", self.policy)
        self.assertTrue(answer["page_compared"])
        # At the two clocks asked nobody knew of the revocation yet.
        self.assertEqual(answer["answer"]["verdict"], "active")

    def test_the_page_runs_and_fetches_nothing_and_speaks_three_languages(self):
        self.assertIn("default-src 'none'", self.page)
        self.assertNotIn("<script", self.page)
        self.assertNotIn("(?", self.page)
        for words in ('lang="ky"', 'lang="ru"', 'lang="en"', "REVOKED", "ACTIVE", "TRAINING", "KR.R4.7"):
            self.assertIn(words, self.page)
        outside = re.sub(r"<pre.*?</pre>", "", self.page, flags=re.DOTALL)
        self.assertNotRegex(outside, r"(src|href)=\"(?!#|data:text/html;base64,)")

    def test_an_independent_reader_finds_every_act_under_the_checkpoint(self):
        blocks = blocks_of(self.page)
        _, size, root = blocks["checkpoint"].split("\n")[:3]
        entries = {int(name[6:]): text.encode() for name, text in blocks.items() if name.startswith("entry-")}
        self.assertIn(0, entries)
        for index, entry in entries.items():
            leaf = hashlib.sha256(b"\x00" + entry).digest()
            proof = blocks[f"inclusion-{index}"]
            head, note = proof.split("\n\n", 1)
            self.assertEqual(note, blocks["checkpoint"])
            hashes = [base64.b64decode(line) for line in head.split("\n")[2:]]
            self.assertEqual(base64.b64encode(root_from(index, int(size), leaf, hashes)).decode(), root)
        # Every act line of the proven records of this number names an entry that stands here.
        record = blocks["proof"].split("\nrecord accreditation/")[1].split("\nstep ")[0]
        acts = re.findall(r"^act (\d+) \S+ \S+ (\S+) \S+ (\S+)", record, re.MULTILINE)
        self.assertEqual([act[1] for act in acts], ["accreditation.grant", "accreditation.revoke"])
        for index, _, leaf in acts:
            computed = hashlib.sha256(b"\x00" + entries[int(index)]).digest()
            self.assertEqual(base64.b64encode(computed).decode(),
                             leaf)

    def test_a_changed_page_is_refused(self):
        good = self.page.encode()
        rng = random.Random(7)
        for _ in range(40):
            done = self.check(flipped(good, rng))
            self.assertIn(done.returncode, (2,), done.stdout)

    def test_changed_words_are_refused_though_the_evidence_holds(self):
        done = self.check(self.page.replace("REVOKED", "ACTIVE"))
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("its words are not those", done.stderr)
        # Of another version only the evidence can be judged; it is, and the words are doubted.
        other = self.page.replace("\nprogram kuboluk 0.1.0\n", "\nprogram kuboluk 9.9.9\n")
        done = self.check(other.replace("REVOKED", "ACTIVE"))
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertIn("CANNOT TELL whether the words of the page", done.stdout)

    def without(self, index):
        """The page without that entry, its line in the head and its proof."""
        page = self.page.replace(f"\nentry {index}\n", "\n", 1)
        for name in (f"entry-{index}", f"inclusion-{index}"):
            page = re.sub(rf'<h3>{name}</h3>\n<pre id="{name}">\n.*?</pre>\n', "", page, flags=re.DOTALL)
        return page

    def test_no_act_can_be_left_out_or_slipped_in(self):
        for name in sorted(blocks_of(self.page)):
            if name.startswith("entry-"):
                done = self.check(self.without(int(name[6:])))
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertRegex(done.stderr, "step [78]")

    def test_another_law_is_refused(self):
        done = self.check(self.page.replace("KR.R4.7", "KR.R4.8"))
        self.assertEqual(done.returncode, 2)
        block = blocks_of(self.page)["ruleset"].split("\n")[0]
        done = self.check(self.page.replace(html.escape(block) + "\n", html.escape(block) + "\n\n", 1))
        self.assertEqual(done.returncode, 2)

    def test_no_personal_field_is_in_it(self):
        secrets = set()
        for text in PARLIAMENT.read_text(encoding="utf-8").splitlines():
            line = json.loads(text)
            for person in line.get("args", {}).get("persons", []) if line["op"] == "cmd" else []:
                secrets |= set(personal_values(person))
        shown = re.sub(r'<a id="verifier".*?</a>', "", self.page, flags=re.DOTALL)
        self.assertGreater(len(secrets), 300)
        for secret in secrets:
            self.assertNotIn(secret, shown)

    def test_a_person_and_a_number_that_nobody_has(self):
        out = self.fresh_folder() / "person.html"
        done = kuboluk("dossier", "odihr-001", "--person", "--election", ELECTION, *self.asking(),
                       "--out", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = kuboluk("dossier", "KG25-9999", "--election", ELECTION, *self.asking(), "--out", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("NO SUCH NUMBER", out.read_text(encoding="utf-8"))

    def test_wrong_lines_are_64(self):
        for line in ((), ("KG25-0188",), ("KG25-0188", "--election", ELECTION, "--out", "x"),
                     ("--check", "x", "--ledger", "y")):
            self.assertEqual(kuboluk("dossier", *line, "--policy", self.policy).returncode, 64, line)


def personal_values(person):
    """Names and document numbers of a scenario's person, if it has any."""
    if isinstance(person, dict):
        for key in ("name_lat", "name_cyr", "doc"):
            if isinstance(person.get(key), str) and len(person[key]) > 3:
                yield person[key]


if __name__ == "__main__":
    unittest.main()

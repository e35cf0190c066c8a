"""The exit codes and words that outside tools rely on, command by command."""

import json
import unittest

from program import EDGE_CASES, ELECTION, PARLIAMENT, VOTING_DAY, WithLedger, kuboluk

COMMANDS = ("keygen", "init", "submit", "replay", "status", "history", "list", "verify", "audit", "export",
            "inspect", "silence", "diff", "dossier", "verifier", "badge", "sheet")


class Usage(unittest.TestCase):
    def test_every_command_has_help_with_an_example(self):
        for command in COMMANDS:
            done = kuboluk(command, "--help")
            self.assertEqual(done.returncode, 0, command)
            self.assertIn("Example:\n  kuboluk " + command, done.stdout)
            self.assertIn("--json", done.stdout)

    def test_wrong_command_lines_are_64(self):
        wrong = [(), ("nothing",), ("status",), ("--wrong",), ("verify",), ("audit", "x"), ("export",),
                 ("inspect",), ("keygen", "--role", "king", "--name", "a", "--out", "x"),
                 ("status", "KG25-0001", "--election", ELECTION, "--policy", "p"),
                 ("status", "KG25-0001", "--election", ELECTION, "--policy", "p", "--ledger", "a",
                  "--proof", "b"),
                 ("list", ELECTION, "--policy", "p", "--ledger", "a", "--age-limit", "-1")]
        for line in wrong:
            done = kuboluk(*line)
            self.assertEqual(done.returncode, 64, line)
            self.assertTrue(done.stderr.startswith("kuboluk: "), done.stderr)
            self.assertEqual(done.stdout, "")

    def test_an_unknown_command_is_named_and_usage_errors_are_json_too(self):
        done = kuboluk("bogus")
        self.assertEqual((done.returncode, done.stdout), (64, ""))
        self.assertIn("bogus: unknown command [usage]", done.stderr)
        for line in (("bogus", "--json"), ("status", "--json"), ("--json",)):
            done = kuboluk(*line)
            self.assertEqual(done.returncode, 64)
            answer = json.loads(done.stdout)
            self.assertEqual((answer["exit"], answer["error"]["rule"]), (64, "usage"))
        self.assertEqual(kuboluk("\033[2J\rbogus").stderr.count("\033"), 0)


class Answers(WithLedger):
    def status(self, number, *more):
        return kuboluk("status", number, "--election", ELECTION, *self.asking(), *more)

    def test_active_is_0_and_says_everything(self):
        done = self.status("KG25-0128")
        self.assertEqual(done.returncode, 0, done.stderr)
        for said in ("ACTIVE", "TRAINING", "bg-cec-001", "bg-cec", "D-2025-11-12", "KR.R3.", "authority",
                     "confirmed by", "log root"):
            self.assertIn(said, done.stdout)
        self.assertEqual(done.stderr, "")

    def test_other_verdicts_are_1(self):
        revoked = self.status("KG25-0188")
        self.assertEqual(revoked.returncode, 1)
        self.assertIn("REVOKED", revoked.stdout)
        self.assertIn("2025-11-21T12:00:00+06:00", revoked.stdout)  # took effect
        self.assertIn("2025-11-21T17:30:00+06:00", revoked.stdout)  # was recorded
        self.assertIn("KR.R4.7", revoked.stdout)
        unknown = self.status("KG25-9999")
        self.assertEqual(unknown.returncode, 1)
        self.assertIn("NO SUCH NUMBER", unknown.stdout)

    def test_two_clocks(self):
        noon = "2025-11-21T15:00:00+06:00"
        asked = ("status", "KG25-0188", "--election", ELECTION, "--ledger", self.ledger, "--policy",
                 self.policy, "--at", noon, "--known")
        self.assertEqual(kuboluk(*asked, noon).returncode, 0)
        self.assertEqual(kuboluk(*asked, "2025-11-22T10:00:00+06:00").returncode, 1)
        self.assertEqual(kuboluk(*asked, "2025-11-22T04:00:00Z").returncode, 1)

    def test_check_group_is_taken_and_a_wrong_one_is_mistyped(self):
        printed = self.answer(0, "status", "KG25-0128", "--election", ELECTION, *self.asking())
        self.assertEqual(self.status(printed["number_printed"]).returncode, 0)
        wrong = printed["number_printed"][:-1] + ("A" if printed["number_printed"][-1] != "A" else "B")
        done = self.status(wrong)
        self.assertEqual(done.returncode, 1)
        self.assertIn("MISTYPED", done.stdout)

    def test_person_and_certificate(self):
        self.assertEqual(self.status("bg-cec-001", "--person").returncode, 0)
        self.assertEqual(self.status("UD-0128", "--certificate").returncode, 0)

    def test_a_proof_file_answers_offline_and_only_its_own_number(self):
        proof = ("--election", ELECTION, "--policy", self.policy, "--at", VOTING_DAY, "--proof", self.proof)
        self.assertEqual(kuboluk("status", "KG25-0128", *proof).returncode, 0)
        self.assertEqual(kuboluk("status", "KG25-0129", *proof).returncode, 2)
        listed = ("list", ELECTION, "--policy", self.policy, "--at", VOTING_DAY, "--proof", self.list_proof)
        self.assertEqual(kuboluk(*listed).returncode, 0)

    def test_list_adds_up(self):
        done = kuboluk("list", ELECTION, *self.asking())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("378 accreditations", done.stdout)
        self.assertIn("complete:", done.stdout)
        some = self.answer(0, "list", ELECTION, *self.asking(), "--decree", "D-2025-11-12", "--decree",
                           "D-2025-11-19")
        self.assertEqual(some["totals"]["shown"], 251)
        self.assertEqual(some["totals"]["organisations"], 23)

    def test_verify_recognises_what_it_is_given(self):
        for file in (self.proof, self.list_proof, self.export / "checkpoint"):
            done = kuboluk("verify", file, "--policy", self.policy, "--at", VOTING_DAY)
            self.assertEqual(done.returncode, 0, done.stderr)
        genesis = kuboluk("verify", self.ledger / "genesis", "--genesis", self.ledger / "genesis")
        self.assertEqual(genesis.returncode, 0, genesis.stderr)
        missing = kuboluk("verify", self.ledger / "genesis")
        self.assertEqual(missing.returncode, 64)
        self.assertIn("--genesis", missing.stderr)
        self.assertEqual(kuboluk("verify", self.proof).returncode, 64)

    def test_an_event_out_of_the_log_is_verified_with_the_keys_of_the_ledger(self):
        shown = kuboluk("inspect", "--ledger", self.ledger, "--entry", "3")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        bundle = (self.export / "tile" / "entries" / "000").read_bytes()
        entry = first_event(bundle)
        event = self.work / "act.event"
        event.write_bytes(entry.split(b"\n", 1)[1])
        self.assertEqual(kuboluk("verify", event, "--ledger", self.ledger).returncode, 0)
        event.write_bytes(event.read_bytes().replace(b"signed 2", b"signed 1", 1))
        self.assertEqual(kuboluk("verify", event, "--ledger", self.ledger).returncode, 2)

    def test_a_number_in_lower_case_is_looked_up_in_capitals(self):
        printed = self.answer(0, "status", "KG25-0128", "--election", ELECTION, *self.asking())
        for typed in ("kg25-0128", "Kg25-0128", printed["number_printed"].lower()):
            found = self.answer(0, "status", typed, "--election", ELECTION, *self.asking())
            self.assertEqual(found["number"], "KG25-0128")
        offline = ("--election", ELECTION, "--policy", self.policy, "--at", VOTING_DAY, "--proof", self.proof)
        self.assertEqual(self.answer(0, "status", "kg25-0128", *offline)["number"], "KG25-0128")
        self.assertEqual(kuboluk("status", "kg25-0129", *offline).returncode, 2)
        past = self.answer(1, "history", "kg25-0188", "--election", ELECTION, *self.asking())
        self.assertEqual(past["number"], "KG25-0188")
        missing = self.answer(1, "status", "kg25-9999", "--election", ELECTION, *self.asking())
        self.assertEqual((missing["number"], missing["verdict"]), ("kg25-9999", "not_found"))
        kept = self.work / "capitals.kuboluk"
        self.assertEqual(self.status("kg25-0128", "--out", kept).returncode, 0)
        self.assertEqual(kept.read_bytes(), self.proof.read_bytes())

    def test_an_election_that_the_ledger_does_not_know_is_said(self):
        sentence = "the ledger knows no election of that name"
        kept = self.work / "no-election.kuboluk"
        listed = kuboluk("list", "kg-jk-2026", *self.asking(), "--out", kept)
        self.assertEqual((listed.returncode, listed.stdout), (1, ""))
        self.assertIn("kg-jk-2026: " + sentence, listed.stderr)
        self.assertEqual(kuboluk("verify", kept, "--policy", self.policy).returncode, 1)
        asked = kuboluk("status", "KG25-9999", "--election", "kg-jk-2026", *self.asking())
        self.assertEqual(asked.returncode, 1)
        self.assertIn(sentence, asked.stdout)
        self.assertNotIn(sentence, self.status("KG25-9999").stdout)
        answer = self.answer(1, "status", "KG25-9999", "--election", "kg-jk-2026", *self.asking())
        self.assertIs(answer["election_known"], False)

    def test_out_replaces_proofs_and_nothing_else(self):
        proof = self.work / "again.kuboluk"
        for _ in range(2):
            self.assertEqual(self.status("KG25-0128", "--out", proof).returncode, 0)
        self.assertEqual(kuboluk("list", ELECTION, *self.asking(), "--out", proof).returncode, 0)
        letter = self.work / "letter.txt"
        for content in ("do not lose me", "", "kuboluk/key/v1\nseed x\n", "kuboluk/status-proof/v1"):
            letter.write_text(content)
            for line in (("status", "KG25-0128", "--election", ELECTION), ("list", ELECTION)):
                done = kuboluk(*line, *self.asking(), "--out", letter)
                self.assertEqual((done.returncode, done.stdout), (65, ""), done.stderr)
                self.assertIn(str(letter), done.stderr)
                self.assertEqual(letter.read_text(), content)
        self.assertEqual(self.status("KG25-0128", "--out", self.work).returncode, 65)

    def question(self, expected_exit, number, *more):
        """How the number was understood, and the verdict."""
        answer = self.answer(expected_exit, "status", number, "--election", ELECTION, *self.asking(), *more)
        return answer["question"], answer["verdict"]

    def test_a_number_is_understood_as_on_its_page(self):
        """First as an accreditation, then as a card, then as a person who was refused: without a flag."""
        for typed in ("UD-0128", "ud-0128", "UD-0128-Z"):
            self.assertEqual(self.question(0, typed), ("certificate", "active"))
        self.assertEqual(self.question(1, "test-a-001"), ("person", "refused"))
        self.assertEqual(self.question(0, "KG25-0128"), ("accreditation", "active"))
        self.assertEqual(self.question(1, "KG25-9999"), ("accreditation", "not_found"))
        # Who was granted something is asked by the number, as on the page.
        self.assertEqual(self.question(1, "bg-cec-001"), ("accreditation", "not_found"))
        done = self.status("ud-0128")
        self.assertEqual(done.stdout.splitlines()[0],
                         "ud-0128 is a certificate number; no accreditation has it")
        done = self.status("test-a-001")
        self.assertIn("test-a-001 is a person id; no number was given to this person", done.stdout)
        self.assertNotIn(" is a ", self.status("KG25-0128").stdout.splitlines()[0])
        history = self.answer(0, "history", "UD-0128", "--election", ELECTION, *self.asking())
        self.assertEqual((history["question"], history["number"]), ("history", "KG25-0128"))

    def test_a_flag_forces_one_meaning(self):
        self.assertEqual(self.question(1, "KG25-0128", "--certificate"), ("certificate", "not_found"))
        self.assertEqual(self.question(1, "ud-0128", "--person"), ("person", "not_found"))
        self.assertEqual(self.question(0, "bg-cec-001", "--person"), ("person", "active"))

    def test_a_proof_file_answers_its_own_question(self):
        for number, question, code in (("UD-0128", "certificate", 0), ("test-a-001", "person", 1)):
            file = self.fresh_folder() / "one.kuboluk"
            self.assertEqual(self.status(number, "--out", file).returncode, code)
            offline = ("--election", ELECTION, "--policy", self.policy, "--at", VOTING_DAY, "--proof", file)
            answer = self.answer(code, "status", number, *offline)
            self.assertEqual(answer["question"], question)
            self.assertEqual(kuboluk("status", "KG25-0128", *offline).returncode, 2)
        history = self.fresh_folder() / "history.kuboluk"
        asked = ("KG25-0128", "--election", ELECTION)
        self.assertEqual(kuboluk("history", *asked, *self.asking(), "--out", history).returncode, 0)
        self.assertEqual(kuboluk("status", *asked, "--policy", self.policy, "--proof", history).returncode, 2)

    def test_a_proof_file_with_too_few_cosignatures_is_cannot_tell(self):
        key = self.fresh_folder() / "witness.key"
        vkey = kuboluk("keygen", "--role", "cosigner", "--name", "mfa.example/cosigner/1", "--out", key)
        strict = self.fresh_folder() / "strict.policy"
        strict.write_text(f"{self.policy.read_text().splitlines()[0]}\nwitness mfa {vkey.stdout.strip()}\n"
                          "quorum mfa\n")
        history = self.work / "history.kuboluk"
        done = kuboluk("history", "KG25-0128", "--election", ELECTION, *self.asking(), "--out", history)
        self.assertEqual(done.returncode, 0, done.stderr)
        number = ("KG25-0128", "--election", ELECTION)
        for line in (("status", *number, "--proof", self.proof), ("history", *number, "--proof", history),
                     ("list", ELECTION, "--proof", self.list_proof), ("verify", self.proof),
                     ("verify", self.list_proof), ("status", *number, "--ledger", self.ledger),
                     ("history", *number, "--ledger", self.ledger),
                     ("list", ELECTION, "--ledger", self.ledger)):
            with self.subTest(line=line):
                done = kuboluk(*line, "--policy", strict)
                self.assertEqual((done.returncode, done.stdout), (3, ""), done.stderr)
                self.assertIn("CANNOT TELL", done.stderr)
        damaged = self.work / "damaged.kuboluk"
        damaged.write_text(self.proof.read_text().replace("D-2025-11-12", "D-2025-11-13", 1))
        self.assertIn(kuboluk("verify", damaged, "--policy", self.policy).returncode, (2,))

    def test_history_is_in_log_order(self):
        done = self.answer(1, "history", "KG25-0188", "--election", ELECTION, *self.asking())
        self.assertEqual([act["type"] for act in done["history"]],
                         ["application.submit", "application.forward", "accreditation.grant",
                          "list.publish", "accreditation.revoke"])

    def test_replay_refuses_a_ledger_that_is_not_fresh(self):
        before = kuboluk("inspect", "--ledger", self.ledger, "--checkpoint").stdout
        done = kuboluk("replay", EDGE_CASES, "--ledger", self.ledger)
        self.assertEqual(done.returncode, 64)
        self.assertEqual(kuboluk("inspect", "--ledger", self.ledger, "--checkpoint").stdout, before)

    def test_replay_names_the_expectation_that_fails(self):
        lines = PARLIAMENT.read_text().splitlines()[:4]
        lines[2] = lines[2].replace('"ok":true', '"ok":false,"rule":"X.DUP"')
        file = self.work / "flipped.jsonl"
        file.write_text("\n".join(lines) + "\n")
        done = kuboluk("replay", file)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("n 2", done.stdout)


def first_event(bundle):
    """The first entry of a bundle that is neither the genesis nor a seal."""
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        entry, bundle = bundle[2:2 + length], bundle[2 + length:]
        if b"\ntype org.register\n" in entry:
            return entry
    raise AssertionError("no event in this bundle")


if __name__ == "__main__":
    unittest.main()

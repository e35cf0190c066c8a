"""Bad input anywhere: one clear error that names the file or value and the rule; nothing changed."""

import json
import subprocess
import unittest

from program import KUBOLUK, EDGE_CASES, ELECTION, VOTING_DAY, WithLedger, kuboluk, snapshot


class BadInput(WithLedger):
    def refused(self, expected_exit, named, *line):
        """One error in words on stderr that names `named`; nothing on stdout; nothing changed."""
        before = snapshot(self.ledger)
        done = kuboluk(*line)
        self.assertEqual(done.returncode, expected_exit, (line, done.stdout, done.stderr))
        self.assertIn(named, done.stderr)
        self.assertTrue(done.stderr.startswith("kuboluk: "), done.stderr)
        self.assertEqual(done.stderr.count("kuboluk: "), 1, done.stderr)
        self.assertRegex(done.stderr.splitlines()[0], r"\[[^\]]+\]$")  # the rule
        self.assertEqual(done.stdout, "")
        self.assertEqual(snapshot(self.ledger), before)
        return done

    def file(self, name, content):
        path = self.work / name
        path.write_text(content)
        return path

    def test_files_and_folders(self):
        nothing = self.work / "nothing"
        asked = ("status", "KG25-0128", "--election", ELECTION, "--at", VOTING_DAY)
        proof = ("--proof", self.proof)
        for expected, named, line in (
                (65, "nothing", (*asked, "--policy", nothing, *proof)),
                (65, str(self.work), (*asked, "--policy", self.work, *proof)),
                (65, "nothing", (*asked, "--policy", self.policy, "--proof", nothing)),
                (65, "nothing", (*asked, "--policy", self.policy, "--ledger", nothing)),
                (65, str(self.export), (*asked, "--policy", self.policy, "--ledger", self.export)),
                (65, "nothing", ("list", ELECTION, "--policy", self.policy, "--ledger", nothing)),
                (65, "nothing", ("verify", nothing, "--policy", self.policy)),
                (65, str(self.work), ("verify", self.work, "--policy", self.policy)),
                (65, "nothing", ("audit", nothing, "--policy", self.policy)),
                (65, "nothing", ("audit", self.export, "--policy", self.policy, "--genesis", nothing)),
                (65, "nothing", ("export", self.work / "new", "--ledger", nothing)),
                (65, "nothing", ("inspect", nothing)),
                (65, "nothing", ("replay", nothing)),
                (65, "nothing", ("submit", nothing, "--ledger", self.ledger)),
        ):
            with self.subTest(line=line):
                self.refused(expected, named, *line)

    def test_policies(self):
        good = self.policy.read_text()
        log = good.splitlines()[0]
        for name, text, line in (
                ("empty", "", None), ("no-quorum", log + "\n", None),
                ("two-quorums", good + "quorum none\n", "line 3"),
                ("unknown-word", good + "allow all\n", "line 3"),
                ("bad-key", "log kuboluk.example+00000000+AAAA\nquorum none\n", "line 1"),
                ("unknown-witness", log + "\nquorum nobody\n", "line 2"),
                ("impossible", log + "\ngroup g 2 nobody\nquorum g\n", "line 2")):
            with self.subTest(policy=name):
                policy = self.file(name, text)
                done = self.refused(65, str(policy), "verify", self.proof, "--policy", policy)
                self.assertIn("[C2SP.policy]", done.stderr)
                if line:
                    self.assertIn(line, done.stderr)

    def test_a_policy_of_another_log_makes_the_evidence_invalid(self):
        key = self.work / "other.key"
        vkey = kuboluk("keygen", "--role", "log", "--name", "other.example/1", "--out", key).stdout.strip()
        policy = self.file("other.policy", f"log {vkey}\nquorum none\n")
        self.refused(2, "step 2", "verify", self.proof, "--policy", policy)
        self.refused(2, "INVALID EVIDENCE", "verify", self.export / "checkpoint", "--policy", policy)

    def test_key_files(self):
        key = self.work / "author.key"
        made = kuboluk("keygen", "--role", "author", "--name", "cec.example/author/1", "--out", key)
        self.assertEqual(made.returncode, 0)
        self.refused(65, str(key), "keygen", "--role", "log", "--name", "a.example", "--out", key)
        self.refused(64, "a b", "keygen", "--role", "log", "--name", "a b", "--out", self.work / "k")
        event = self.unsigned_event()
        self.refused(65, "not signed", "submit", event, "--ledger", self.ledger)
        open_key = self.file("open.key", key.read_text())
        open_key.chmod(0o644)
        self.refused(65, str(open_key), "submit", event, "--ledger", self.ledger, "--key", open_key)
        cut = self.file("cut.key", key.read_text()[:60])
        cut.chmod(0o600)
        self.refused(65, str(cut), "submit", event, "--ledger", self.ledger, "--key", cut)
        self.refused(65, str(key), "submit", event, "--ledger", self.ledger, "--key", key, "--log-key", key)

    def unsigned_event(self, change=("", "")):
        ledger = json.loads(kuboluk("audit", self.ledger, "--policy", self.policy, "--json").stdout)
        text = (f"kuboluk/event/v1\nledger {ledger['ledger']}\ntype fact.note\nby cec\n"
                "signed 2026-01-01T00:00:00+06:00\nexpires 2026-01-02T00:00:00+06:00\n"
                f"at 2026-01-01T00:00:00+06:00\nruleset {ledger['ruleset']}\ntext A note for the record.\n")
        return self.file("note.event", text.replace(*change) if change[0] else text)

    def test_event_files(self):
        for change, line in ((("type fact.note", "type  fact.note"), "3"),
                             (("signed 2026-01", "signed 2026-13"), "5"),
                             (("at 2026-01-01T00:00:00+06:00", "at tomorrow"), "7"),
                             (("\ntext", "\n\ntext"), ""), (("by cec\n", ""), "4")):
            with self.subTest(change=change):
                event = self.unsigned_event(change)
                done = self.refused(65, str(event), "submit", event, "--ledger", self.ledger)
                self.assertIn(line, done.stderr)

    def test_numbers_ids_and_times(self):
        evidence = ("--proof", self.proof, "--policy", self.policy)
        for number in ("", " ", "KG25 0128", "KG25--0128", "x" * 60, "KG25/0128", "KG25-0128\n"):
            with self.subTest(number=number):
                self.refused(64, "", "status", number, "--election", ELECTION, *evidence)
        for election in ("", "KG", "kg jk", "-"):
            with self.subTest(election=election):
                self.refused(64, "", "status", "KG25-0128", "--election", election, *evidence)
        for time in ("tomorrow", "2025-11-31T00:00:00+06:00", "2025-11-30", "2025-11-30T08:00:00",
                     "2025-11-30T08:00:00+6:00", "2025-11-30T08:00:00-00:00", "2025-11-30T24:00:00+06:00"):
            with self.subTest(time=time):
                self.refused(64, "--at", "verify", self.proof, "--policy", self.policy, "--at", time)

    def test_proofs(self):
        text = self.proof.read_text()
        for name, changed in (("cut", text[:len(text) // 2]), ("empty", ""), ("longer", text + "\n"),
                              ("other-line-ends", text.replace("\n", "\r\n")),
                              ("lying", text.replace("D-2025-11-12", "D-2025-11-13", 1))):
            with self.subTest(proof=name):
                file = self.work / name
                file.write_bytes(changed.encode())
                self.refused(2, "INVALID EVIDENCE", "verify", file, "--policy", self.policy)

    def test_scenario_lines(self):
        lines = EDGE_CASES.read_text().splitlines()[:3]
        for name, changed in (("not-json", "{"), ("no-command", '{"n":9,"op":"cmd"}'), ("no-op", "{}"),
                              ("twice", '{"n":9,"n":9,"op":"query"}')):
            with self.subTest(line=name):
                file = self.file(name + ".jsonl", "\n".join([*lines[:2], changed]) + "\n")
                self.refused(65, "3", "replay", file)
        self.refused(65, "", "replay", self.file("empty.jsonl", ""))

    def test_entries_and_records_that_are_not_there(self):
        self.refused(64, "entry 99999", "inspect", "--ledger", self.ledger, "--entry", "99999")
        self.refused(1, "nobody", "inspect", "--ledger", self.ledger, "--record", "organisation/nobody")

    def test_no_file_and_no_argument_steers_the_terminal(self):
        evil = "\033]0;owned\a\033[2J\r"
        proof = self.proof.read_bytes()
        raw = evil.encode() + b"\xff\xfe"
        signature = "\u2014 ".encode() + evil.encode() + b"kuboluk.example AAAAAAAA\n"
        for name, content in (("header", raw + proof), ("number", proof.replace(b"KG25-0128", raw)),
                              ("election", proof.replace(ELECTION.encode(), raw)),
                              ("signature", (self.export / "checkpoint").read_bytes() + signature),
                              ("event", b"kuboluk/event/v1\nledger " + raw + b"\ntype a\n")):
            file = self.work / name
            file.write_bytes(content)
            for line in (("verify", file, "--policy", self.policy), ("inspect", file),
                         ("verify", file, "--ledger", self.ledger), ("submit", file, "--ledger", self.ledger),
                         ("audit", self.export, "--policy", file), ("replay", file)):
                self.is_clean(*line)
        folder = self.work / "odd\033[2Jname"
        for line in (("verify", evil, "--policy", self.policy), ("audit", evil, "--policy", self.policy),
                     ("audit", self.export, "--policy", evil), ("inspect", evil), (evil,),
                     ("status", evil, "--election", evil, *self.asking()),
                     ("list", evil, *self.asking()), ("list", ELECTION, *self.asking(), "--at", evil),
                     ("inspect", "--ledger", self.ledger, "--record", evil),
                     ("keygen", "--role", "log", "--name", "a.example", "--out", str(folder) + ".key"),
                     ("export", folder, "--ledger", self.ledger), ("audit", folder, "--policy", self.policy),
                     ("inspect", folder / "checkpoint"), ("verify", b"\xff\xfe", "--policy", self.policy)):
            self.is_clean(*line)

    def is_clean(self, *line):
        """Neither stream of the command, in words or JSON, bears a control byte or broken UTF-8."""
        for more in ((), ("--json",)):
            done = subprocess.run([KUBOLUK, *(part if isinstance(part, bytes) else str(part)
                                              for part in line), *more], capture_output=True, check=False)
            self.assertGreaterEqual(done.returncode, 0, line)
            for stream in (done.stdout, done.stderr):
                text = stream.decode("utf-8")  # strict
                self.assertFalse([sign for sign in text if sign != "\n" and not sign.isprintable()],
                                 (line, more, text))
                self.assertFalse("\\u001b" in text or "\\r" in text, (line, more, text))

    def test_export_only_into_its_own_folder(self):
        other = self.fresh_folder()
        (other / "letter.txt").write_text("do not lose me")
        before = snapshot(other)
        self.refused(65, str(other), "export", other, "--ledger", self.ledger)
        self.assertEqual(snapshot(other), before)


if __name__ == "__main__":
    unittest.main()

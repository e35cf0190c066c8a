"""Keys of the --json answers are stable: they may be added, never renamed or removed."""

import json
import unittest

from program import ELECTION, WithLedger, kuboluk

STATUS = {"kind", "verdict", "words", "exit", "verdict_by_record", "cannot_tell", "question", "election",
          "election_known",
          "number", "number_printed", "at", "known", "accreditation", "person", "organisation",
          "application", "decree", "certificate", "authority_from", "authority_until", "superseded_by",
          "other_elections", "stage", "decisive", "ruleset", "ruleset_known", "notes", "ledger",
          "training", "log", "cosigners", "as_of", "age_seconds", "age"}
DECISIVE = {"entry", "type", "paragraph", "paragraph_text", "in_effect", "recorded", "ground", "limb",
            "reason"}
LOG = {"origin", "size", "root", "status_root", "sealed", "sealed_after"}
ACT = {"entry", "type", "in_effect", "recorded", "paragraph", "paragraph_text", "reason", "undone",
       "record", "leaf"}
LIST = {"kind", "verdict", "exit", "cannot_tell", "election", "at", "known", "totals", "rows", "ruleset",
        "ruleset_known", "notes", "ledger", "training", "log", "cosigners", "as_of", "age_seconds", "age"}
ROW = {"number", "number_printed", "verdict", "person", "organisation", "application", "decree",
       "certificate", "authority_from", "authority_until", "decisive"}
AUDIT = {"kind", "verdict", "exit", "from", "ledger", "origin", "training", "ruleset", "size", "root",
         "status_root", "totals", "cosigners", "as_of", "age_seconds", "age", "mirror_rewritten"}
TOTALS = {"entries", "events", "batches", "signatures_checked", "events_by_type", "accreditations",
          "revoked", "refused_persons", "elections", "organisations"}
CHECKPOINT = {"kind", "verdict", "exit", "origin", "size", "root", "cosignatures", "cosigners", "as_of",
              "age_seconds", "age", "ignored"}
REPLAY = {"kind", "exit", "training", "scenario", "ruleset", "commands", "accepted", "refused", "queries",
          "failed", "refusals", "answers", "size", "log_root", "status_root"}


class Keys(WithLedger):
    def has(self, answer, keys):
        self.assertLessEqual(keys, set(answer), keys - set(answer))

    def test_status(self):
        answer = self.answer(1, "status", "KG25-0188", "--election", ELECTION, *self.asking())
        self.has(answer, STATUS)
        self.has(answer["decisive"], DECISIVE)
        self.has(answer["log"], LOG)
        self.assertEqual(answer["verdict"], "revoked")
        self.assertTrue(answer["training"])

    def test_a_verdict_without_evidence_has_the_same_keys(self):
        printed = self.answer(0, "status", "KG25-0128", "--election", ELECTION, *self.asking())
        wrong = printed["number_printed"][:-1] + ("A" if printed["number_printed"][-1] != "A" else "B")
        answer = self.answer(1, "status", wrong, "--election", ELECTION, *self.asking())
        self.assertEqual(answer["verdict"], "mistyped")
        self.has(answer, STATUS)
        self.assertIsNone(answer["log"])

    def test_history(self):
        answer = self.answer(1, "history", "KG25-0188", "--election", ELECTION, *self.asking())
        self.has(answer, STATUS | {"history"})
        self.has(answer["history"][0], ACT)

    def test_list(self):
        answer = self.answer(0, "list", ELECTION, *self.asking())
        self.has(answer, LIST)
        self.has(answer["rows"][0], ROW)
        self.assertEqual(answer["totals"]["in_election"], 378)
        self.assertEqual(sum(answer["totals"]["by_decree"].values()), 378)

    def test_audit(self):
        answer = self.answer(0, "audit", self.export, "--policy", self.policy)
        self.has(answer, AUDIT)
        self.has(answer["totals"], TOTALS)
        self.assertEqual(answer["totals"]["accreditations"], 378)

    def test_checkpoint(self):
        answer = self.answer(0, "verify", self.export / "checkpoint", "--policy", self.policy)
        self.has(answer, CHECKPOINT)

    def test_replay_ends_with_the_same_roots_as_the_ledger_has(self):
        replayed = json.loads(self.replayed.stdout)
        self.has(replayed, REPLAY)
        audited = self.answer(0, "audit", self.ledger, "--policy", self.policy)
        self.assertEqual((replayed["size"], replayed["log_root"], replayed["status_root"]),
                         (audited["size"], audited["root"], audited["status_root"]))

    def test_inspect(self):
        answer = self.answer(0, "inspect", "--ledger", self.ledger, "--entry", "0")
        self.has(answer, {"kind", "exit", "what", "verified", "bytes", "lines"})
        self.assertFalse(answer["verified"])

    def test_errors_say_what_and_what_next(self):
        done = kuboluk("verify", self.work / "nothing", "--policy", self.policy, "--json")
        self.assertEqual(done.returncode, 65)
        error = json.loads(done.stdout)["error"]
        self.has(error, {"rule", "object", "detail", "next"})


if __name__ == "__main__":
    unittest.main()

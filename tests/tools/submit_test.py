"""A ledger by hand, on the real clock: keygen, init, submit, and what the answers rest on."""

import datetime
import json
import pathlib
import shutil
import tempfile
import unittest

from program import kuboluk, snapshot

RULESET = "KR-REG-197+CL-68"
OFFSET = datetime.timezone(datetime.timedelta(hours=6))


def local(moment):
    return moment.astimezone(OFFSET).isoformat(timespec="seconds")


class Submit(unittest.TestCase):
    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="kuboluk-test-"))
        self.addCleanup(shutil.rmtree, self.work, ignore_errors=True)
        self.ledger = self.work / "ledger"
        self.policy = self.ledger / "policy"
        self.keys = {}
        for name, role in (("operator", "author"), ("log", "log"), ("cec", "author"), ("mfa", "author"),
                           ("president", "author"), ("odihr", "author")):
            done = self.good("keygen", "--role", role, "--name", f"{name}.example/{role}/1", "--out",
                             self.key(name))
            self.keys[name] = done.stdout.strip()
        made = json.loads(self.good(*self.init(), "--json").stdout)
        self.ledger_id = made["ledger"]

    def key(self, name):
        return self.work / (name + ".key")

    def init(self):
        return ("init", self.ledger, "--name", "cec.example/kg", "--ruleset", RULESET, "--offset", "+06:00",
                "--operator-key", self.key("operator"), "--log-key", self.key("log"), "--author",
                f"cec={self.key('cec')}", "--author", f"mfa={self.keys['mfa']}", "--author",
                f"president={self.key('president')}", "--reading", "G2=third-day-included", "--reading",
                "KR.R3.7=the third day before voting is the last one")

    def good(self, *line):
        done = kuboluk(*line)
        self.assertEqual(done.returncode, 0, (line, done.stdout, done.stderr))
        return done

    def event(self, name, kind, by, lines, ledger=None):
        now = datetime.datetime.now(OFFSET)
        path = self.work / (name + ".event")
        path.write_text(f"kuboluk/event/v1\nledger {ledger or self.ledger_id}\ntype {kind}\nby {by}\n"
                        f"signed {local(now)}\nexpires {local(now + datetime.timedelta(days=1))}\n"
                        f"at {local(now)}\nruleset {RULESET}@1\n{lines}")
        return path

    def register(self, name="register"):
        return self.event(name, "org.register", "cec",
                          f"org odihr\nkind igo\nauthor-key {self.keys['odihr']}\nname en By {name}\n")

    def submit(self, *files, key="cec"):
        return kuboluk("submit", *files, "--ledger", self.ledger, "--key", self.key(key), "--json")

    def test_the_folder_holds_a_ledger_that_audits(self):
        self.good("audit", self.ledger, "--policy", self.policy, "--genesis", self.ledger / "genesis")
        self.assertEqual((self.ledger / "keys" / "log").stat().st_mode & 0o077, 0)
        self.assertEqual(kuboluk(*self.init()).returncode, 65)  # never twice

    def test_an_accepted_event_has_an_index_and_is_idempotent(self):
        done = self.submit(self.register())
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        answer = json.loads(done.stdout)
        self.assertEqual((answer["accepted"], answer["index"], answer["size"]), (True, 2, 4))
        again = json.loads(self.submit(self.work / "register.event").stdout)
        self.assertEqual((again["repeated"], again["size"], again["events"]), (True, 4, answer["events"]))
        shown = self.good("inspect", "--ledger", self.ledger, "--record", "organisation/odihr").stdout
        self.assertIn("author-key " + self.keys["odihr"], shown)
        self.good("audit", self.ledger, "--policy", self.policy)

    def test_a_refusal_cites_the_paragraph_and_changes_nothing(self):
        self.submit(self.register())
        before = snapshot(self.ledger)
        for event, rule in (
                (self.register(name="again"), "X.DUP"),
                (self.event("odd", "observer.suspend", "cec", "person odihr-1\n"), "X.NOLAW"),
                (self.event("early", "invitation.send", "cec",
                            "election kg-1\ninvitation INV-1\norg odihr\ninviter cec\nchannel mfa\n"),
                 "KR.R2.2"),
                (self.event("other", "fact.note", "cec", "text Hello.\n", "cec.example/kg/0000000000000000"),
                 "X.LEDGER")):
            with self.subTest(rule=rule):
                done = self.submit(event)
                self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
                answer = json.loads(done.stdout)
                self.assertEqual((answer["accepted"], answer["rule"]), (False, rule))
                self.assertTrue(answer["paragraph_text"])
                self.assertEqual(snapshot(self.ledger), before)

    def test_a_foreign_key_is_no_signature(self):
        done = self.submit(self.register(), key="president")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(json.loads(done.stdout)["rule"], "X.SIGNATURE")

    def test_several_files_are_one_submission(self):
        before = snapshot(self.ledger)
        done = self.submit(self.register(), self.register(name="twice"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(snapshot(self.ledger), before)
        note = self.event("note", "fact.note", "cec", "text A statement.\n")
        both = json.loads(self.submit(self.register(), note).stdout)
        self.assertEqual((both["index"], both["size"], len(both["events"])), (2, 5, 2))

    def test_sealed_keys_need_their_passphrase(self):
        sealed = self.work / "sealed.key"
        env = {"KUBOLUK_PASSPHRASE": "open sesame"}
        done = kuboluk("keygen", "--role", "author", "--name", "x.example", "--out", sealed, env=env)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("seed ", sealed.read_text())
        done = kuboluk("submit", self.register(), "--ledger", self.ledger, "--key", sealed)
        self.assertEqual(done.returncode, 65)
        self.assertIn(str(sealed), done.stderr)
        shown = kuboluk("inspect", self.key("cec")).stdout
        seed = self.key("cec").read_text().split("seed ")[1].strip()
        self.assertNotIn(seed, shown)

    def test_init_takes_no_folder_with_anything_in_it(self):
        good = [str(part) for part in self.init()]
        for name in ("letter.txt", "policy", "genesis", "keys/log"):
            with self.subTest(name=name):
                folder = pathlib.Path(tempfile.mkdtemp(dir=self.work))
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_text("do not lose me")
                before = snapshot(folder)
                done = kuboluk("init", folder, *good[2:])
                self.assertEqual(done.returncode, 65)
                self.assertIn(str(folder), done.stderr)
                self.assertEqual(snapshot(folder), before)
        file = self.work / "a-file"
        file.write_text("")
        self.assertEqual(kuboluk("init", file, *good[2:]).returncode, 65)
        empty = pathlib.Path(tempfile.mkdtemp(dir=self.work))
        self.good("init", empty, *good[2:])

    def test_init_tries_the_genesis_before_it_makes_a_folder(self):
        good = [str(part) for part in self.init()]
        folder = self.work / "tried"
        for more in (("--threshold", "cec=2"), ("--threshold", "cec=0"),
                     ("--merge-delay", "99999999999999"), ("--author", "cec=" + self.keys["cec"]),
                     ("--author", "odihr=" + self.keys["cec"]), ("--author", "a b=" + self.keys["odihr"]),
                     ("--clock", "sundial"), ("--reading", "KR.R3.7=\033[2J")):
            with self.subTest(more=more):
                done = kuboluk("init", folder, *good[2:], *more)
                self.assertIn(done.returncode, (64, 65), done.stderr)
                self.assertFalse(folder.exists())

    def test_init_says_what_is_wrong_and_makes_nothing(self):
        folder = self.work / "other"
        good = [str(part) for part in self.init()]
        good[1] = str(folder)
        for old, new in ((RULESET, "NO-LAW"), ("+06:00", "+6"), ("G2=third-day-included", "G2=other"),
                         (str(self.key("log")), str(self.key("cec"))), ("cec.example/kg", "a name"),
                         (f"cec={self.key('cec')}", "cec"), (f"cec={self.key('cec')}", "cec=nothing")):
            with self.subTest(new=new):
                done = kuboluk(*[new if part == old else part for part in good])
                self.assertIn(done.returncode, (64, 65), done.stdout)
                self.assertIn("[", done.stderr)
                self.assertFalse(folder.exists())


if __name__ == "__main__":
    unittest.main()

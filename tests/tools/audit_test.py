"""Exports and audits: folders, web servers, tampered copies, mirrors."""

import functools
import http.server
import json
import pathlib
import re
import shutil
import socket
import tempfile
import threading
import unittest

from program import ELECTION, PARLIAMENT, WithLedger, kuboluk, snapshot


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps the connection open

    def log_message(self, *_arguments):
        pass


class Served:
    """A folder on a local web server."""

    def __init__(self, folder):
        handler = functools.partial(QuietHandler, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __exit__(self, *_error):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Audits(WithLedger):
    def audit(self, place, *more):
        return kuboluk("audit", place, "--policy", self.policy, *more)

    def copy(self):
        copy = self.fresh_folder() / "copy"
        shutil.copytree(self.export, copy)
        return copy

    def test_the_export_has_the_c2sp_tree(self):
        for path in ("checkpoint", "genesis", "policy", "tile/0/000", "tile/entries/000"):
            self.assertTrue((self.export / path).is_file(), path)
        self.assertFalse(list(self.work.glob("export.partial-*")))

    def test_folder_ledger_and_web_server_give_the_same_verdict(self):
        answers = []
        with Served(self.export) as address:
            for place in (self.export, self.ledger, address, address + "/"):
                answer = self.answer(0, "audit", place, "--policy", self.policy)
                answer.pop("from")
                answers.append(answer)
        self.assertTrue(all(answer == answers[0] for answer in answers))
        totals = answers[0]["totals"]
        self.assertEqual(totals["accreditations"], 378)
        self.assertEqual(totals["signatures_checked"], totals["events"])

    def test_no_name_and_no_document_number_is_in_any_file_or_answer(self):
        private = set()
        for line in PARLIAMENT.read_text().splitlines():
            for person in json.loads(line).get("args", {}).get("persons", []):
                private |= {person[key] for key in ("name_lat", "name_cyr", "doc") if person.get(key)}
        self.assertGreater(len(private), 1000)
        shown = self.replayed.stdout + self.replayed.stderr
        shown += kuboluk("list", ELECTION, *self.asking(), "--json").stdout
        for folder in (self.ledger, self.export):
            for file, content in snapshot(folder).items():
                self.assertEqual(secrets_in(content.decode("utf-8", errors="replace"), private), [], file)
        self.assertEqual(secrets_in(shown, private), [])
        self.assertEqual(len(secrets_in("..." + max(private), private)), 1)

    def test_the_readers_own_genesis(self):
        self.assertEqual(self.audit(self.export, "--genesis", self.ledger / "genesis").returncode, 0)
        other = self.work / "other-genesis"
        other.write_bytes((self.ledger / "genesis").read_bytes() + b"x")
        done = self.audit(self.export, "--genesis", other)
        self.assertEqual(done.returncode, 2)
        self.assertIn("entry 0", done.stderr)

    def test_every_changed_entry_is_named(self):
        for index in (0, 1, 17, 200, 255, 256, 300):
            copy = self.copy()
            flip_in_entry(copy, index)
            done = self.audit(copy)
            self.assertEqual(done.returncode, 2, index)
            self.assertIn(f"entry {index}:", done.stderr)
            self.assertEqual(done.stdout, "")

    def test_every_other_file_matters(self):
        for file in sorted(self.export.rglob("*")):
            path = file.relative_to(self.export)
            if not file.is_file() or path.name == "policy":
                continue
            with self.subTest(file=path):
                flipped = self.copy()
                data = bytearray((flipped / path).read_bytes())
                data[len(data) // 2] ^= 1
                (flipped / path).write_bytes(data)
                self.assertEqual(self.audit(flipped).returncode, 2)
                missing = self.copy()
                (missing / path).unlink()
                # A log need not publish its genesis: it is in entry 0.
                self.assertIn(self.audit(missing).returncode, (0,) if path.name == "genesis" else (2, 3))
                cut = self.copy()
                (cut / path).write_bytes(file.read_bytes()[:-1])
                self.assertEqual(self.audit(cut).returncode, 2)

    def test_a_published_genesis_or_policy_that_misleads_is_named(self):
        key = self.fresh_folder() / "other.key"
        vkey = kuboluk("keygen", "--role", "log", "--name", "other.example/1", "--out", key).stdout.strip()
        good = self.policy.read_text()
        for file, content in (("genesis", ""), ("genesis", (self.export / "genesis").read_text() + "\n"),
                              ("policy", ""), ("policy", good + "allow all\n"),
                              ("policy", f"log {vkey}\nquorum none\n"),
                              ("policy", self.strict_policy().read_text())):
            copy = self.copy()
            (copy / file).write_text(content)
            done = self.audit(copy)
            self.assertEqual((done.returncode, done.stdout), (2, ""), (file, content))
            self.assertTrue(done.stderr.startswith("kuboluk: " + file), done.stderr)
        copy = self.copy()
        (copy / "policy").write_text("# also mine\n" + good)
        (copy / "genesis").unlink()
        self.assertEqual(self.audit(copy).returncode, 0)

    def strict_policy(self):
        """Asks for a cosigner that never signed."""
        key = self.fresh_folder() / "witness.key"
        vkey = kuboluk("keygen", "--role", "cosigner", "--name", "mfa.example/cosigner/1", "--out", key)
        log = self.policy.read_text().splitlines()[0]
        strict = self.fresh_folder() / "strict.policy"
        strict.write_text(f"{log}\nwitness mfa {vkey.stdout.strip()}\nquorum mfa\n")
        return strict

    def test_an_export_takes_the_genesis_from_the_log_and_only_a_policy_that_fits(self):
        ledger = self.fresh_folder() / "ledger"
        shutil.copytree(self.ledger, ledger)
        (ledger / "genesis").write_text("something else")
        folder = self.fresh_folder() / "export"
        self.assertEqual(kuboluk("export", folder, "--ledger", ledger).returncode, 0)
        self.assertEqual((folder / "genesis").read_bytes(), (self.export / "genesis").read_bytes())
        before = snapshot(folder)
        strict = self.strict_policy()
        done = kuboluk("export", folder, "--ledger", ledger, "--policy", strict)
        self.assertEqual(done.returncode, 65)
        self.assertIn(str(strict), done.stderr)
        self.assertEqual(snapshot(folder), before)
        fresh = self.fresh_folder() / "fresh"
        self.assertEqual(kuboluk("export", fresh, "--ledger", ledger, "--policy", strict).returncode, 65)
        self.assertFalse(fresh.exists())
        own = self.work / "own.policy"
        own.write_text("# mine\n" + self.policy.read_text())
        self.assertEqual(kuboluk("export", fresh, "--ledger", ledger, "--policy", own).returncode, 0)
        self.assertEqual((fresh / "policy").read_bytes(), own.read_bytes())

    def test_nobody_at_home_is_cannot_tell(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{free.getsockname()[1]}"
            done = self.audit(address)
        self.assertEqual(done.returncode, 3)
        self.assertIn("CANNOT TELL", done.stderr)
        for wrong in ("https://127.0.0.1", "http://", "ftp://x", "http://a b/", "http://x:99999/"):
            self.assertEqual(self.audit(wrong).returncode, 65, wrong)

    def test_a_quorum_that_is_not_there_is_cannot_tell(self):
        key = self.fresh_folder() / "witness.key"
        vkey = kuboluk("keygen", "--role", "cosigner", "--name", "mfa.example/cosigner/1", "--out", key)
        log = self.policy.read_text().splitlines()[0]
        strict = self.fresh_folder() / "strict.policy"
        strict.write_text(f"{log}\nwitness mfa {vkey.stdout.strip()}\nquorum mfa\n")
        done = kuboluk("audit", self.export, "--policy", strict)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(kuboluk("verify", self.export / "checkpoint", "--policy", strict).returncode, 3)
        done = kuboluk("status", "KG25-0128", "--election", ELECTION, "--ledger", self.ledger, "--policy",
                       strict)
        self.assertEqual(done.returncode, 3, done.stderr)


def secrets_in(text, secrets):
    """Those that stand in the text; looks for their few beginnings first, because there are many of them."""
    beginnings = re.compile("|".join(sorted({re.escape(secret[:8]) for secret in secrets})))
    return [secret for match in beginnings.finditer(text) for secret in secrets
            if text.startswith(secret, match.start())]


def flip_in_entry(copy, index):
    bundles = sorted((copy / "tile" / "entries").rglob("*"), key=str)
    files = [file for file in bundles if file.is_file()]
    file = next(f for f in files if bundle_number(copy, f) == index // 256)
    data = bytearray(file.read_bytes())
    at = 0
    for _ in range(index % 256):
        at += 2 + int.from_bytes(data[at:at + 2], "big")
    length = int.from_bytes(data[at:at + 2], "big")
    data[at + 2 + length // 2] ^= 1
    file.write_bytes(data)


def bundle_number(copy, file):
    first = file.relative_to(copy / "tile" / "entries").parts[0]
    return int(first.split(".")[0])


class Growth(unittest.TestCase):
    """One election at several moments: a scenario replayed up to a line gives the same log up to there."""

    @classmethod
    def setUpClass(cls):
        cls.work = pathlib.Path(tempfile.mkdtemp(prefix="kuboluk-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.work, ignore_errors=True)
        lines = PARLIAMENT.read_text().splitlines()
        cls.early = cls.replayed("early", lines[:20])
        cls.late = cls.replayed("late", lines[:40])
        cls.other = cls.replayed("other", [*lines[:10], *lines[12:40]])
        cls.policy = cls.late / "policy"

    @classmethod
    def replayed(cls, name, lines):
        file = cls.work / (name + ".jsonl")
        file.write_text("\n".join(lines) + "\n")
        done = kuboluk("replay", file, "--ledger", cls.work / name)
        assert done.returncode in (0, 1), done.stderr
        return cls.work / name

    def export(self, ledger, folder):
        return kuboluk("export", folder, "--ledger", ledger)

    def audit(self, folder, mirror):
        return kuboluk("audit", folder, "--policy", self.policy, "--mirror", mirror)

    def test_an_export_grows_and_never_goes_back(self):
        folder = self.work / "growing"
        self.assertEqual(self.export(self.early, folder).returncode, 0)
        small = snapshot(folder)
        self.assertEqual(self.export(self.early, folder).returncode, 0)
        self.assertEqual(snapshot(folder), small)
        self.assertEqual(self.export(self.late, folder).returncode, 0)
        grown = snapshot(folder)
        self.assertLess(set(small), set(grown))  # tiles are immutable: the old ones stay
        self.assertTrue(all(grown[path] == data for path, data in small.items()
                            if path.parts[0] == "tile"))
        self.assertEqual(kuboluk("audit", folder, "--policy", self.policy).returncode, 0)
        for wrong in (self.early, self.other):
            done = self.export(wrong, folder)
            self.assertEqual(done.returncode, 65)
            self.assertIn("X.GROWTH", done.stderr)
            self.assertEqual(snapshot(folder), grown)

    def test_a_mirror_sees_growth_roll_back_and_rewriting(self):
        mirror = self.work / "mirror"
        self.assertEqual(self.audit(self.early, mirror).returncode, 0)
        self.assertEqual(self.audit(self.early, mirror).returncode, 0)
        self.assertEqual(self.audit(self.late, mirror).returncode, 0)
        kept = snapshot(mirror)
        back = self.audit(self.early, mirror)
        self.assertEqual(back.returncode, 3)
        self.assertRegex(back.stderr, r"behind by \d+ entries")
        self.assertEqual(snapshot(mirror), kept)
        rewritten = self.audit(self.other, mirror)
        self.assertEqual(rewritten.returncode, 2)
        after = snapshot(mirror)
        self.assertTrue(all(after[path] == data for path, data in kept.items()))
        evidence = [path for path in after if path.name.startswith("contradiction-")]
        self.assertEqual(len(evidence), 1)
        self.assertEqual(self.audit(self.late, mirror).returncode, 0)

    def test_a_rewritten_longer_log_is_seen(self):
        mirror = self.work / "mirror-of-other"
        self.assertEqual(self.audit(self.other, mirror).returncode, 0)
        done = self.audit(self.late, mirror)
        self.assertEqual(done.returncode, 2)
        self.assertIn("rewritten", done.stderr)

    def test_a_shorter_rewritten_log_is_no_server_that_is_behind(self):
        lines = PARLIAMENT.read_text().splitlines()
        short = self.replayed("short", [*lines[:10], *lines[12:25]])
        mirror = self.work / "mirror-before-short"
        self.assertEqual(self.audit(self.late, mirror).returncode, 0)
        done = self.audit(short, mirror)
        self.assertEqual(done.returncode, 2)
        self.assertIn("rewritten", done.stderr)

    def test_damaged_files_of_a_mirror_are_written_again(self):
        mirror = self.work / "rotten-mirror"
        self.assertEqual(self.audit(self.late, mirror).returncode, 0)
        kept = snapshot(mirror)
        for file in sorted((mirror / "tile").rglob("*")):
            if not file.is_file():
                continue
            data = bytearray(file.read_bytes())
            data[len(data) // 2] ^= 1
            file.write_bytes(data)
            behind = self.audit(self.early, mirror)
            self.assertIn(behind.returncode, (3,), behind.stderr)
            done = self.audit(self.late, mirror)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"{file.relative_to(mirror)} was damaged there", done.stdout)
            self.assertEqual(snapshot(mirror), kept)
        again = kuboluk("audit", self.late, "--policy", self.policy, "--mirror", mirror, "--json")
        self.assertEqual(json.loads(again.stdout)["mirror_rewritten"], [])

    def test_a_mirror_is_an_export(self):
        mirror = self.work / "mirror-as-source"
        self.assertEqual(self.audit(self.late, mirror).returncode, 0)
        answer = kuboluk("audit", mirror, "--policy", self.policy, "--json")
        self.assertEqual(json.loads(answer.stdout)["exit"], 0)


if __name__ == "__main__":
    unittest.main()

"""A certificate from the printer to the door: printed from a node, scanned, verified with the network cut.

DOMAIN.md 3.1 (1) and 6 (3, 4): a scan works with no network and says how old it is; after a revocation a
fresh proof says REVOKED, and the old paper never more than what was known when it was printed.
"""

import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

from five_ways import FiveWays, scan
from network import SCENARIOS, kuboluk, network_of

STORY = SCENARIOS / "ten-verdicts.jsonl"
ELECTION, NUMBER = "kg-ten-1", "TV-0001"
VOTING, VOTING_FIELD = "2026-08-16T09:00:00+06:00", "2026-08-16T09:00:00"
REVOKED = "2026-08-14T10:00:00+06:00"
DAY_MS = 86_400_000
NEEDED = ("zbarimg", "pdftoppm")
AGO = r"\((just now|\d+ (second|minute)s? ago)\)"


def before_the_results(folder):
    """The story as it was when stations opened."""
    lines = STORY.read_text().splitlines(keepends=True)
    end = next(at for at, line in enumerate(lines) if '"cmd":"results.publish"' in line)
    file = folder / STORY.name
    file.write_text("".join(lines[:end]))
    return file


@unittest.skipIf([tool for tool in NEEDED if not shutil.which(tool)], "needs zbar-tools and poppler-utils")
class BadgeInBrowser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="kuboluk-badge-")))
        cls.network = cls.enterClassContext(network_of(before_the_results(folder)))
        cls.network.up()
        cls.network.replay().finish()
        cls.network.wait_for_agreement()
        cls.ways = FiveWays(cls.network, ["odihr"])

    def print_badge(self, out, *more):
        return kuboluk("badge", NUMBER, "--election", ELECTION, "--node", self.network.url("odihr"),
                       "--policy", self.network.policy, "--url", "https://ledger.example", "--at", VOTING,
                       "--out", out, *more)

    def badge(self, name, *more):
        """(pictures of its pages at 300 dpi, as an office scanner makes them; the proof printed on it)."""
        out = self.ways.folder / name
        done = self.print_badge(out, *more)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        pdf = next(out.glob("*.pdf"))
        subprocess.run(["pdftoppm", "-r", "300", "-png", pdf, out / "page"], check=True, timeout=60)
        kept = self.ways.folder / f"{name}.kuboluk"
        kept.write_bytes(pdf.with_suffix(".kuboluk").read_bytes())
        return [str(page) for page in sorted(out.glob("page*.png"))], kept, pdf.stem

    def check_scanner(self, pictures, proof, number):
        """zbarimg reads the very texts that the printer's side makes of the proof, and the address."""
        self.ways.print_codes([proof])
        seen = scan(pictures).splitlines()
        self.assertEqual([text for text in seen if not text.startswith("KBP1:")],
                         [f"https://ledger.example/o/{number}"])
        codes = proof.with_suffix(".codes").read_text().splitlines()
        self.assertEqual([text for text in seen if text.startswith("KBP1:")], sorted(codes))

    def look(self, pictures, *cases):
        """What the page says in a browser that has no network: the only input is the picture."""
        wanted = [{"files": pictures, "at": VOTING_FIELD, **case} for case in cases or ({},)]
        return self.ways.browser(wanted)["cases"]

    def revoke(self):
        """As the commission would, by an act of its own."""
        network = self.network
        event = network.work / "revoke.event"
        event.write_text(f"kuboluk/event/v1\nledger {network.description['ledger']}\n"
                         f"type accreditation.revoke\nby cec\nsigned {REVOKED}\n"
                         f"expires {REVOKED[:10]}T23:00:00+06:00\n"
                         f"at {REVOKED}\nruleset {network.status('cec')['ruleset']}\nelection {ELECTION}\n"
                         f"decree VV-09\naccreditation {NUMBER}\nground KR.R4.7\nlimb violation\n"
                         "reason campaigning (test)\n")
        keys = network.folder / "keys"
        done = kuboluk("submit", event, "--node", network.url("cec"), "--policy", network.policy, "--key",
                       keys / "cec.key", "--operator-key", keys / "operator.key", "--recorded-at", REVOKED)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        network.wait_for_agreement()

    def test_paper_before_and_after_a_revocation(self):
        old, proof, number = self.badge("old")
        self.check_scanner(old, proof, number)
        self.check_active(old)
        self.revoke()
        refused = self.print_badge(self.ways.folder / "none.pdf")
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn("REVOKED", refused.stderr)
        new, proof, _ = self.badge("new", "--any")
        self.check_scanner(new, proof, number)
        self.check_words(self.look(new)[0], "REVOKED", "verdict bad", AGO)
        self.check_old(old)

    def check_words(self, seen, word, look, age):
        self.assertEqual((seen["word"], seen["look"]), (word, look), seen["text"])
        self.assertRegex(seen["text"], age)

    def check_active(self, pictures):
        """With the policy built in, and with a policy of the reader's own choice; in three languages."""
        chosen = {"policy": str(self.network.policy)}
        seen = self.look(pictures, {}, chosen, {"locale": "ky-KG"}, {"locale": "ru-RU"})
        for one in seen[:2]:
            self.check_words(one, "ACTIVE", "verdict good", AGO)
        self.check_words(seen[2], "ЖАРАКТУУ", "verdict good", "мурун|азыр")
        self.check_words(seen[3], "ДЕЙСТВУЕТ", "verdict good", "назад|только что")

    def check_old(self, pictures):
        """The old paper: still what was known then, and how long ago; past the limit it cannot tell."""
        later = {"now": time.time() * 1000 + 3 * DAY_MS}
        today, old, allowed = self.look(pictures, {}, later, {**later, "age": "100"})
        self.check_words(today, "ACTIVE", "verdict good", AGO)
        self.check_words(old, "CANNOT TELL", "verdict unsure", r"\(3 days ago\)")
        self.assertIn("The data is 3 days old; the limit is 24 hours.", old["text"])
        self.assertIn("By the record alone: ACTIVE", old["text"])
        self.check_words(allowed, "ACTIVE", "verdict good", r"\(3 days ago\)")


if __name__ == "__main__":
    unittest.main(warnings="ignore", verbosity=2)

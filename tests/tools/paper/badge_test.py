"""A certificate as it is used: printed, scanned from paper, put together again and verified.

DOMAIN.md 3.1 (1): a scan works with no network. Pictures are 300 dpi, as an office printer makes them.
"""

import base64
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from program import ELECTION, PARLIAMENT, VOTING_DAY, kuboluk  # noqa: E402  (the path above comes first)

BASE = "https://ledger.example"
NUMBER = "KG25-0378-O"  # revoked in the story, on 25 November
BEFORE = "2025-11-24T10:00:00+06:00"
NEEDED = ("zbarimg", "rsvg-convert", "pdftoppm", "pdffonts", "pdfinfo", "pdftotext")


def run(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, check=True, timeout=120).stdout


def scan(*pictures):
    """What a reader of codes sees, each text once."""
    seen = run("zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", *pictures).decode().split("\n")
    return sorted({text for text in seen if text})


def put_together(codes):
    """The proof, by the text of the transport alone."""
    pieces, ids, counts = {}, set(), set()
    for code in codes:
        match = re.fullmatch(r"KBP1:([1-9]\d?):([1-9]\d?):([0-9A-F]{8}):([A-Z2-7]+)", code)
        assert match, code
        index, count, ident, data = match.groups()
        pieces[int(index)] = base64.b32decode(data + "=" * (-len(data) % 8))
        ids.add(ident)
        counts.add(int(count))
    assert len(ids) == 1 and len(counts) == 1, (ids, counts)
    assert sorted(pieces) == list(range(1, counts.pop() + 1)), sorted(pieces)
    compressed = b"".join(pieces[index] for index in sorted(pieces))
    assert hashlib.sha256(compressed).hexdigest()[:8].upper() == ids.pop()
    return zlib.decompress(compressed, wbits=-15)


@unittest.skipIf([tool for tool in NEEDED if not shutil.which(tool)],
                 "needs zbar-tools, librsvg2-bin and poppler-utils")
class Paper(unittest.TestCase):
    """One ledger twice: as it was before the first revocation, and at the end of the story."""

    @classmethod
    def setUpClass(cls):
        cls.work = pathlib.Path(tempfile.mkdtemp(prefix="kuboluk-paper-"))
        cls.addClassCleanup(shutil.rmtree, cls.work, ignore_errors=True)
        lines = PARLIAMENT.read_text().splitlines(keepends=True)
        first = next(i for i, line in enumerate(lines) if '"cmd":"accreditation.revoke"' in line)
        story = cls.work / PARLIAMENT.name
        story.write_text("".join(lines[:first]))
        cls.ledger = cls.work / "ledger"
        cls.must("replay", story, "--ledger", cls.ledger)
        cls.policy = cls.ledger / "policy"
        cls.old = cls.work / "old"
        cls.badge(cls.old, "--at", BEFORE)
        cls.must("replay", PARLIAMENT, "--ledger", cls.ledger, "--resume")
        cls.new = cls.work / "new"
        cls.badge(cls.new, "--at", VOTING_DAY, "--any")

    @classmethod
    def must(cls, *arguments):
        done = kuboluk(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @classmethod
    def badge(cls, out, *more, number=NUMBER):
        return cls.must("badge", number, "--election", ELECTION, "--ledger", cls.ledger, "--policy",
                        cls.policy, "--url", BASE, "--out", out, *more)

    def pictures_of_svg(self, folder):
        made = []
        for svg in sorted(folder.glob("*.svg")):
            png = self.work / f"{folder.name}-{svg.stem}.png"
            run("rsvg-convert", "-d", "300", "-p", "300", svg, "-o", png)
            made.append(png)
        return made

    def pictures_of_pdf(self, folder):
        pdf = next(folder.glob("*.pdf"))
        run("pdftoppm", "-r", "300", "-png", pdf, self.work / (folder.name + "-pdf"))
        return sorted(self.work.glob(folder.name + "-pdf*.png"))

    def read_back(self, pictures):
        seen = scan(*pictures)
        urls = [text for text in seen if not text.startswith("KBP1:")]
        self.assertEqual(urls, [f"{BASE}/o/{NUMBER}"])
        return put_together([text for text in seen if text.startswith("KBP1:")])

    def verify(self, proof, *more):
        kept = self.work / "scanned.kuboluk"
        kept.write_bytes(proof)
        return kuboluk("verify", kept, "--policy", self.policy, *more)

    def test_paper_is_read_back_byte_for_byte_and_verifies_as_active(self):
        expected = (self.old / f"{NUMBER}.kuboluk").read_bytes()
        for pictures in (self.pictures_of_svg(self.old), self.pictures_of_pdf(self.old)):
            self.assertEqual(self.read_back(pictures), expected)
        done = self.verify(expected, "--at", BEFORE)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("ACTIVE", done.stdout)

    def test_after_revocation_a_fresh_proof_says_revoked_and_the_old_one_how_old_it_is(self):
        fresh = self.read_back(self.pictures_of_pdf(self.new))
        done = self.verify(fresh, "--at", VOTING_DAY)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("REVOKED", done.stdout)
        old = self.read_back(self.pictures_of_pdf(self.old))
        self.assertNotEqual(old, fresh)
        done = self.verify(old, "--at", VOTING_DAY)
        # A training ledger has no cosigners: the state it shows is dated by its seal alone.
        self.assertIn("302 entries, sealed 2025-11-", done.stdout)
        self.assertIn("No institution confirms how old this answer is", done.stdout)

    def test_only_a_number_that_may_observe_gets_a_certificate(self):
        def made(number, *more):
            out = self.work / ("out-" + number)
            done = kuboluk("badge", number, "--election", ELECTION, "--ledger", self.ledger, "--policy",
                           self.policy, "--url", BASE, "--out", out, *more)
            return done.returncode, done.stderr, out.exists()
        for number, at, word in ((NUMBER, VOTING_DAY, "REVOKED"), ("KG25-0128", "2026-01-10T08:00:00+06:00",
                                 "EXPIRED"), ("KG25-9999", VOTING_DAY, "NO SUCH NUMBER"),
                                 ("KG25-0128-A", VOTING_DAY, "MISTYPED")):
            code, said, exists = made(number, "--at", at)
            self.assertEqual((code, exists), (1, False), number)
            self.assertIn(word, said)
        self.assertEqual(made("KG25-9999", "--at", VOTING_DAY, "--any")[0], 1)
        self.assertEqual(made("KG25-0128", "--at", VOTING_DAY), (0, "", True))

    def test_nothing_is_replaced_and_a_proof_file_is_enough(self):
        done = kuboluk("badge", NUMBER, "--election", ELECTION, "--proof", self.old / f"{NUMBER}.kuboluk",
                       "--policy", self.policy, "--url", BASE, "--at", BEFORE, "--out", self.old)
        self.assertEqual(done.returncode, 65)
        self.assertIn("there already", done.stderr)
        alone = self.work / "alone.pdf"
        self.must("badge", NUMBER, "--election", ELECTION, "--proof", self.old / f"{NUMBER}.kuboluk",
                  "--policy", self.policy, "--url", BASE, "--at", BEFORE, "--lang", "ru", "--out", alone)
        self.assertIn("УДОСТОВЕРЕНИЕ", run("pdftotext", alone, "-").decode())

    def test_the_pdf_has_its_fonts_inside_kyrgyz_letters_and_the_size_of_a_certificate(self):
        pdf = self.old / f"{NUMBER}.pdf"
        fonts = run("pdffonts", pdf).decode().splitlines()[2:]
        self.assertTrue(fonts)
        for font in fonts:
            self.assertRegex(font, r"\+DejaVu.* yes yes ")
        facts = run("pdfinfo", pdf).decode()
        self.assertRegex(facts, r"Pages: +2\n")
        self.assertRegex(facts, r"Page size: +382\.677 x 255\.118 pts")  # 135 x 90 mm
        text = run("pdftotext", "-layout", pdf, "-").decode()
        for words in ("КҮБӨЛҮК", NUMBER, "Шанхай", "Жогорку Кеңештин", "4.3-пункт", "D-2025-11-19",
                      "TRAINING"):
            self.assertIn(words, text)
        person = kuboluk("status", NUMBER, "--election", ELECTION, "--ledger", self.ledger, "--policy",
                         self.policy, "--json").stdout
        self.assertNotIn(re.search(r'"person":"([^"]+)"', person).group(1), text)

    def test_equal_input_gives_equal_files(self):
        again = self.work / "again"
        self.badge(again, "--at", VOTING_DAY, "--any")
        for path in sorted(self.new.iterdir()):
            self.assertEqual(path.read_bytes(), (again / path.name).read_bytes(), path.name)

    def sheet(self, out, *more):
        self.must("sheet", ELECTION, "--ledger", self.ledger, "--policy", self.policy, "--url", BASE, "--at",
                  VOTING_DAY, "--out", out, *more)
        return run("pdftotext", "-layout", out, "-").decode()

    def test_the_sheet_of_a_station_has_every_number_and_sums_that_add_up(self):
        pdf = self.work / "sheet.pdf"
        text = self.sheet(pdf)
        self.assertIn("378 = 29 + 42 + 56 + 170 + 81", text)
        listed = set(re.findall(r"\bKG25-\d{4}-[0-9A-Z]\b", text))
        self.assertEqual(len(listed), 378)
        pages = text.rstrip("\f").split("\f")
        for number, page in enumerate(pages, start=1):
            self.assertIn(f"{number} / {len(pages)}", page)
            self.assertIn("RBq1O3s573gjoSPCIBmmiHC9r/4MCYtEp+UyJO7Na4s=", page)
            self.assertIn("318", page)
        run("pdftoppm", "-r", "300", "-f", "1", "-l", "1", "-png", pdf, self.work / "sheet")
        self.assertEqual(scan(*self.work.glob("sheet-*.png")),
                         [f"{BASE}/e/{ELECTION}/accredited?known=2026-02-13T04:00:00.000Z"
                          "&at=2025-11-30T02:00:00.000Z"])

    def test_the_page_of_revoked_numbers_is_one_page(self):
        text = self.sheet(self.work / "revoked.pdf", "--revoked-only")
        self.assertEqual(text.count("\f"), 1)
        for number in ("KG25-0188", "KG25-0189", "KG25-0318", "KG25-0378"):
            self.assertIn(number, text)
        self.assertEqual(len(set(re.findall(r"\bKG25-\d{4}-[0-9A-Z]\b", text))), 4)


if __name__ == "__main__":
    unittest.main()

"""One network after its story, asked in five ways: page, JSON, command line, offline verifier, QR codes."""

import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "network"))
from network import KUBOLUK, MEMBERS, kuboluk  # noqa: E402  (the path above comes first)

NODE = os.environ.get("NODE", "node")
JOB_SECONDS = 600   # of one program that answers many questions
FILES_AT_ONCE = 100  # on one command line
BAND = re.compile(r'<section class="band (\w+)".*?<h1 id="verdict"><span class="symbol" aria-hidden="true">'
                  r'(.*?)</span>\s*(.*?)</h1>', re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Clocks:
    at: str
    known: str = ""

    def query(self):
        return {"at": self.at, **({"known": self.known} if self.known else {})}

    def options(self):
        return ["--at", self.at, *(["--known", self.known] if self.known else [])]

    def fields(self):
        """Of the verifier's page, which has the ledger's local time."""
        return {key: value.removesuffix("+06:00") for key, value in self.query().items()}


@dataclasses.dataclass(frozen=True)
class Number:
    """What somebody types, and for which election."""
    election: str
    typed: str
    kind: str         # accreditation, card, stranger, mistyped, elsewhere, person
    proven: str = ""  # the number whose proof is at hand, if it is another

    def stem(self):
        """Of files about it."""
        return re.sub(r"[^\w-]", "_", f"{self.election}-{self.kind}-{self.typed}")


def spread(items, most):
    """About `most` of the items, evenly."""
    items = list(items)
    return items[::max(1, -(-len(items) // most))] if items else []


class FiveWays:
    def __init__(self, network, members=MEMBERS, shift=0):
        """`shift`: seconds by which the clock of whoever asks is later; the node's must be set as well."""
        self.network = network
        self.shift = shift
        self.bases = [network.url(member) for member in members]
        self.folder = network.work / "agreement"
        self.folder.mkdir(exist_ok=True)

    # --- over HTTP: page, JSON, proof

    def base(self, number):
        """Another node for another number."""
        return self.bases[sum(number.typed.encode()) % len(self.bases)]

    def get(self, path, query, base=None):
        address = (base or self.bases[0]) + path
        if query:
            address += "?" + urllib.parse.urlencode(query)
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.read()

    def address(self, number, end, query):
        path = f"/o/{urllib.parse.quote(number.typed)}{end}"
        return path, {"election": number.election, **query}, self.base(number)

    def json(self, number, clocks):
        return json.loads(self.get(*self.address(number, ".json", clocks.query())))

    def page(self, number, clocks, language="en"):
        """(tone, symbol, word)."""
        html = self.get(*self.address(number, "", {**clocks.query(), "lang": language})).decode()
        band = BAND.search(html)
        assert band, html
        return band.groups()

    def page_url(self, number, clocks):
        path, query, base = self.address(number, "", {**clocks.query(), "lang": "en"})
        return f"{base}{path}?{urllib.parse.urlencode(query)}"

    def keep_proof(self, number):
        file = self.folder / f"{number.stem()}.kuboluk"
        asked = dataclasses.replace(number, typed=number.proven or number.typed)
        file.write_bytes(self.get(*self.address(asked, "/proof", {})))
        return file

    # --- the command line

    def _command(self, *arguments):
        environment = dict(os.environ)
        if self.shift:
            environment.update(later_by(self.shift))
        done = subprocess.run([KUBOLUK, *map(str, arguments), "--policy", str(self.network.policy), "--json"],
                              capture_output=True, text=True, check=False, timeout=60, env=environment)
        assert done.returncode in (0, 1, 3), (arguments, done.stderr)
        answer = json.loads(done.stdout)
        assert answer["exit"] == done.returncode, arguments
        return answer

    def status(self, number, clocks, question):
        kind = {"certificate": ["--certificate"], "person": ["--person"]}.get(question, [])
        return self._command("status", number.typed, "--election", number.election, "--node",
                             self.base(number), *clocks.options(), *kind)

    def list(self, election, clocks):
        """Number with check character -> row."""
        answer = self._command("list", election, "--node", self.bases[-1], *clocks.options())
        return {row["number_printed"]: row for row in answer["rows"]}

    # --- the printer's side

    def print_codes(self, proofs):
        """For x.kuboluk, x.codes: the texts of its codes, and their pictures."""
        for at in range(0, len(proofs), FILES_AT_ONCE):
            subprocess.run([os.environ["PRINT_CODES"], self.folder, *proofs[at:at + FILES_AT_ONCE]],
                           check=True, timeout=JOB_SECONDS)

    def scan_codes(self, proof):
        """What zbarimg reads from the pictures of the codes, as a file of texts."""
        scanned = proof.with_suffix(".scanned")
        scanned.write_text(scan(sorted(proof.parent.glob(proof.stem + ".*.pbm"))))
        return scanned

    # --- the second implementation

    def verifier_file(self):
        file = self.folder / "verifier.html"
        if not file.exists():
            done = kuboluk("verifier", "--policy", self.network.policy, "--out", file)
            assert done.returncode == 0, done.stderr
        return file

    def library(self, cases):
        return drive("library", {"policy": str(self.network.policy), "cases": cases})

    def browser(self, cases, sites=()):
        return drive("page", {"verifier": str(self.verifier_file()), "cases": cases, "sites": list(sites)})


def later_by(seconds):
    """The environment in which a program of ours has a later clock."""
    return {"LD_PRELOAD": os.environ["SHIFTED_CLOCK"], "CLOCK_SHIFT": str(seconds)}


def drive(way, job):
    done = subprocess.run([NODE, HERE / "agreement.mjs", way], input=json.dumps(job), capture_output=True,
                          text=True, check=False, timeout=JOB_SECONDS)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def scan(pictures):
    """Every code in the pictures, one in a line."""
    seen = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", *pictures],
                          capture_output=True, text=True, check=True, timeout=JOB_SECONDS).stdout
    return "".join(sorted({line + "\n" for line in seen.split("\n") if line}))

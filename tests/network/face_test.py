"""The public face over a real network: every path in every form, read as people's programs read it.

kg-2025 is replayed into five nodes; then one of them is asked everything. What the pages say is compared
with the machine forms, with `kuboluk status` and with the scenario file; personal data is looked for in
every byte that was served.
"""

import csv
import io
import json
import socket
import subprocess
import tempfile
import pathlib
import unittest
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as xml

from network import KUBOLUK, PARLIAMENT, network_of

MEMBER = "odihr"
ELECTION = "kg-jk-2025"
VOTING = "at=2025-11-30T08:00:00%2B06:00"
LANGUAGES = ("ky", "ru", "en")
ATOM = "{http://www.w3.org/2005/Atom}"


class Face(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.closing = network_of(PARLIAMENT)
        cls.network = cls.closing.__enter__()
        cls.network.up()
        cls.network.replay().finish()
        cls.network.wait_for_agreement()
        cls.base = cls.network.url(MEMBER)
        cls.served = []  # every body, for the search for personal data

    @classmethod
    def tearDownClass(cls):
        cls.closing.__exit__(None, None, None)

    def ask(self, path, method="GET", **headers):
        request = urllib.request.Request(self.base + path, method=method,
                                         headers={name.replace("_", "-"): value
                                                  for name, value in headers.items()})
        try:
            answer = urllib.request.build_opener(_Stay).open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            body = answer.read()
            self.served.append((path, body))
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, body

    def text(self, path, **headers):
        status, _, body = self.ask(path, **headers)
        self.assertEqual(status, 200, f"{path}: {body[:300]}")
        return body.decode()

    def command(self, *arguments):
        """The finished `kuboluk`, under the network's policy, with JSON."""
        command = [KUBOLUK, *map(str, arguments), "--policy", str(self.network.policy), "--json"]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    def json(self, path):
        return json.loads(self.text(path))

    # --- forms

    def test_totals_add_up_and_every_number_is_a_list(self):
        election = self.json(f"/e/{ELECTION}.json?{VOTING}")
        self.assertEqual([one["granted"] for one in election["by_decree"]], [29, 42, 56, 170, 81])
        self.assertEqual(election["totals"]["granted"], 378)
        self.assertEqual(sum(election["totals"]["by_verdict"].values()), 378)
        self.assertEqual(sum(one["granted"] for one in election["by_organisation"]), 378)
        organisations, citizenships = election["by_organisation"][:3], election["by_citizenship"][:3]
        for one in [election["totals"], *election["by_decree"], *organisations, *citizenships]:
            self.assertEqual(len(self.json(one["list"])["rows"]), one["granted"], one["list"])
        page = self.text(f"/e/{ELECTION}?{VOTING}&lang=en")
        for number in ("378", "29", "42", "56", "170", "81"):
            self.assertIn(number, page)

    def test_csv_and_json_agree_to_the_character(self):
        for path in (f"/e/{ELECTION}/accredited", f"/e/{ELECTION}/revocations", "/o/KG25-0188/history"):
            whole = self.json(f"{path}.json?{VOTING}")
            rows = whole.get("rows") or whole["history"]
            table = list(csv.DictReader(io.StringIO(self.text(f"{path}.csv?{VOTING}"), newline="")))
            self.assertEqual(len(table), len(rows), path)
            self.assertTrue(rows, path)
            for line, row in zip(table, rows):
                if "history" in path:
                    row = {**row, "confirmed_size": row["confirmed"]["size"]}
                for column, cell in line.items():
                    self.assertEqual(cell, _cell(row[column]), (path, column))

    def test_strict_text(self):
        lines = self.text(f"/e/{ELECTION}/accredited.txt?{VOTING}").splitlines()
        self.assertEqual(lines[0], "kuboluk/accredited/v1")
        self.assertEqual(sum(line.startswith("row ") for line in lines), 378)
        status = self.text(f"/o/KG25-0128.txt?{VOTING}").splitlines()
        self.assertEqual(status[:3], ["kuboluk/status/v1", "verdict active", "number KG25-0128-L"])

    def test_json_is_what_the_command_line_says(self):
        for number, day in (("KG25-0128", 30), ("kg25-0188", 20), ("KG25-0188", 30), ("KG25-9999", 30),
                            ("ud-0128", 30), ("test-a-001", 30), ("bg-cec-001", 30)):
            at = f"2025-11-{day}T08:00:00+06:00"
            said = self.command("status", number, "--election", ELECTION, "--node", self.base, "--at", at)
            theirs = json.loads(said.stdout)
            ours = self.json(f"/o/{number}.json?election={ELECTION}&at={urllib.parse.quote(at)}")
            for key in set(theirs) - {"age", "age_seconds", "as_of", "cosigners"}:
                self.assertEqual(ours[key], theirs[key], (number, key))

    def test_every_page_in_three_languages(self):
        application = self.json(f"/o/KG25-0128.json?{VOTING}")["application"]
        paths = ("/", "/o/KG25-0128-L", "/o/KG25-9999", "/o/KG25-0128-M", "/o/KG25-0188/history",
                 f"/e/{ELECTION}", f"/e/{ELECTION}/accredited", f"/e/{ELECTION}/revocations",
                 f"/a/{application}", "/log", "/status")
        for path in paths:
            for language in LANGUAGES:
                status, headers, body = self.ask(path, Accept_Language=language, Accept="text/html")
                self.assertEqual(status, 200, path)
                self.assertEqual(headers["content-language"], language, path)
                self.assertIn("default-src 'none'", headers["content-security-policy"])
                self.assertEqual(headers["referrer-policy"], "no-referrer")
                self.assertIn("accept-language", headers["vary"].lower())
                self.assertLess(len(body), 50_000, path)
                self.assertIn(f'lang="{language}"'.encode(), body, path)
        self.assertEqual(self.ask("/")[1]["content-language"], "ky")

    def test_people_meet_names_and_programs_ids(self):
        office = "Бюро по демократическим институтам и правам человека"
        for path in ("/", "/status", f"/e/{ELECTION}", "/log?from=0", "/o/KG25-0128"):  # it is a member, too
            mark = "&" if "?" in path else "?"
            page = self.text(f"{path}{mark}lang=ru")
            self.assertIn(office, page, path)
            self.assertIn('<code class="small">odihr</code>', page, path)
        totals = self.text(f"/e/{ELECTION}?{VOTING}&lang=ky")
        country = self.json(f"/e/{ELECTION}.json?{VOTING}")["by_citizenship"][0]["citizenship"]
        self.assertRegex(totals, rf'[А-Яа-яЁёҢңӨөҮү-]{{3,}}\s<code class="small">{country}</code>')
        self.assertNotIn(office, self.text(f"/e/{ELECTION}/accredited.csv?{VOTING}"))

    def test_the_form_is_sent_on(self):
        status, headers, _ = self.ask(f"/o?number=+kg25-0128+&election={ELECTION}&lang=ru")
        self.assertEqual((status, headers["location"]), (303, f"/o/kg25-0128?election={ELECTION}&lang=ru"))

    # --- proofs

    def test_proofs_verify_absence_too(self):
        for number, exits in (("KG25-0128", (0, 1)), ("KG25-9999", (1,))):
            proof = self.text(f"/o/{number}/proof?election={ELECTION}")
            with tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder) / "one.kuboluk"
                file.write_text(proof)
                done = self.command("verify", file)
            self.assertIn(done.returncode, exits, done.stdout + done.stderr)
        self.assertEqual(json.loads(done.stdout)["verdict"], "not_found")
        self.assertEqual(self.text(f"/e/{ELECTION}/revocations/proof"),
                         self.text(f"/list/accreditation/{ELECTION}"))
        self.assertTrue(self.text("/tlog-proof/0").startswith("c2sp.org/tlog-proof@v1\nindex 0\n"))
        self.assertEqual(self.ask("/tlog-proof/99999999")[0], 404)

    # --- HTTP

    def test_validators_and_cache_headers(self):
        for path in (f"/o/KG25-0128.json?{VOTING}", f"/e/{ELECTION}?lang=ru", "/openapi.json", "/checkpoint"):
            for _ in range(3):  # a minute may turn between the two
                _, headers, _ = self.ask(path)
                status, again, body = self.ask(path, If_None_Match=headers["etag"])
                if status == 304:
                    break
            self.assertEqual((status, body), (304, b""), path)
            self.assertEqual(again["etag"], headers["etag"])
            self.assertIn("max-age=", headers["cache-control"], path)
        tags = {self.ask("/o/KG25-0128", Accept_Language=language)[1]["etag"] for language in LANGUAGES}
        self.assertEqual(len(tags), 3)
        self.assertIn("immutable", self.ask("/genesis")[1]["cache-control"])

    def test_other_sites_may_read(self):
        for path in ("/o/KG25-0128.json", "/checkpoint", "/status.json", "/none"):
            self.assertEqual(self.ask(path)[1]["access-control-allow-origin"], "*", path)
        status, headers, _ = self.ask("/o/KG25-0128.json", method="OPTIONS")
        self.assertEqual(status, 204)
        self.assertEqual(headers["access-control-allow-methods"], "GET, HEAD, OPTIONS")

    def test_problems_in_the_readers_language(self):
        wrong = (("/o/KG25-0128?election=no-such", 404), ("/e/no-such", 404), ("/e/no-such.json", 404),
                 ("/a/APP-none-1", 404), ("/none", 404), ("/o/KG25-0128?at=yesterday", 400),
                 ("/o/a%00b", 400), ("/o/%2e%2e/%2e%2e/etc", 400), ("/o/%zz", 400),
                 ("/o/KG25-0128?x=1", 400), ("/o/!!", 400), ("/o/KG25-0128?lang=de", 400),
                 ("/" + "a" * 4000, 414))
        for path, expected in wrong:
            said = set()
            for language in LANGUAGES:
                status, headers, body = self.ask(path, Accept="text/html", Accept_Language=language)
                self.assertEqual((status, headers["content-language"]), (expected, language), path)
                self.assertTrue(headers["content-type"].startswith("text/html"), path)
                self.assertIn(f'lang="{language}"'.encode(), body)
                status, headers, body = self.ask(path, Accept_Language=language)
                self.assertEqual(status, expected, path)
                self.assertEqual(headers["content-type"], "application/problem+json", path)
                said.add(json.loads(body)["title"])
            self.assertEqual(len(said), 3, path)

    # --- feeds and streams

    def test_feeds_are_resumable(self):
        whole = self.json(f"/e/{ELECTION}/changes.json?from=0")
        self.assertEqual(whole["version"], "https://jsonfeed.org/version/1.1")
        entries = [item["_kuboluk"]["entry"] for item in whole["items"]]
        self.assertEqual(entries, sorted(set(entries)))
        self.assertEqual(len({item["id"] for item in whole["items"]}), len(entries))
        rest = self.json(f"/e/{ELECTION}/changes.json?from={entries[2] + 1}")
        self.assertEqual(rest["items"], whole["items"][3:])
        self.assertNotIn("next_url", whole)  # JSON Feed 1.1: a reader follows it without end otherwise
        later = whole["_kuboluk"]["next"]
        self.assertEqual(self.json(f"/e/{ELECTION}/changes.json?from={later}")["items"], [])
        feed = xml.fromstring(self.text(f"/e/{ELECTION}/changes.atom?from=0"))
        ids = [one.find(ATOM + "id").text for one in feed.findall(ATOM + "entry")]
        self.assertEqual(ids[::-1], [item["id"] for item in whole["items"]])

    def events(self, count, path="/log/events", **headers):
        address = urllib.parse.urlsplit(self.base)
        with socket.create_connection((address.hostname, address.port), timeout=30) as stream:
            wishes = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
            lines = [f"GET {path} HTTP/1.1", "Host: x", *wishes, "", ""]
            stream.sendall("\r\n".join(lines).encode())
            file = stream.makefile("r", encoding="utf-8", newline="")
            self.assertIn("200", file.readline())
            found = []
            while len(found) < count:
                line = file.readline()
                self.assertTrue(line, "the stream ended")
                if line.startswith("id: "):
                    found.append(int(line[4:]))
                if line.startswith("data: "):
                    self.assertEqual(json.loads(line[6:])["index"], found[-1])
            return found

    def test_events_are_resumable(self):
        self.assertEqual(self.events(5, "/log/events?from=3"), [3, 4, 5, 6, 7])
        self.assertEqual(self.events(3, Last_Event_ID="7"), [8, 9, 10])
        size = self.network.size(MEMBER)
        self.assertEqual(self.events(2, Last_Event_ID=str(size - 3)), [size - 2, size - 1])

    def test_z_nothing_personal_was_served(self):
        """Runs last: unittest goes by name. Looks at all that the other tests were given, and more."""
        for path in ("/accredited.json", "/accredited", "/accredited.csv", ".json"):
            self.ask(f"/e/{ELECTION}{path}")
        secrets = _personal_texts()
        self.assertGreater(len(secrets), 300)
        for path, body in self.served:
            if path.startswith(("/tile", "/list")) or path.endswith("/proof"):
                continue
            text = body.decode()
            for word in ("commitment", "salt", "opening"):
                self.assertNotIn(word, text.lower(), path)
            for secret in secrets:
                self.assertNotIn(secret, text, path)


    def test_z_no_node_notes_who_was_looked_up(self):
        """RELIABILITY 75: the number of a look-up stands in no log file of a node."""
        self.ask("/o/KG25-0128")
        self.ask("/o/KG25-0128-X")
        for member in self.network.nodes:
            self.assertNotIn("KG25-0128", self.network.log_of(member), member)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def _cell(value):
    """A JSON value as CSV has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(value)
    return str(value)


def _personal_texts():
    """Names and document numbers of the scenario file."""
    found = set()
    for line in PARLIAMENT.read_text().splitlines():
        command = json.loads(line)
        arguments = command.get("args") or {}
        columns = arguments.get("cols") or []
        for row in arguments.get("persons") or []:
            person = row if isinstance(row, dict) else dict(zip(columns, row))
            for key, value in person.items():
                if key == "person":
                    continue
                found |= {text for text in _texts(value) if len(text) > 5}
    return found


def _texts(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return []


if __name__ == "__main__":
    unittest.main()

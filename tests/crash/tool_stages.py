"""Commands of `kuboluk` that write, each on a copy of a prepared folder: run, broken, checked, run again."""

import json
import shutil
import subprocess

from programs import (COMMAND_SECONDS, KUBOLUK, RULESET, SCENARIO, WENT_ON, Run, copy, good, kuboluk,
                      make_folder, need, outcome)

KEYS = (("operator", "author"), ("log", "log"), ("cec", "author"))


def note(folder, ledger, name, day, kind="fact.note", more=None):
    """An event file: a statement for the record by the CEC."""
    file = folder / f"{name}.event"
    file.write_text(f"kuboluk/event/v1\nledger {ledger}\ntype {kind}\nby cec\n"
                    f"signed {day}T10:00:00+06:00\nexpires {day}T23:00:00+06:00\nat {day}T10:00:00+06:00\n"
                    f"ruleset {RULESET}@1\n{more or f'text {name}'}\n")
    return file


def make_keys(folder):
    for name, role in KEYS:
        good("keygen", "--role", role, "--name", f"{name}.example/{role}/1", "--out", folder / f"{name}.key")


def init_command(folder):
    return ("init", folder / "ledger", "--name", "cec.example/kg", "--ruleset", RULESET, "--offset", "+06:00",
            "--clock", "scenario", "--operator-key", folder / "operator.key", "--log-key", folder / "log.key",
            "--author", f"cec={folder / 'cec.key'}", "--json")


def submit_command(folder, names, day):
    return ("submit", *(folder / f"{name}.event" for name in names), "--ledger", folder / "ledger", "--key",
            folder / "cec.key", "--recorded-at", f"{day}T10:00:00+06:00", "--json")


def audited(place, policy):
    """(size, log root, status root) by the product's own full check."""
    answer = json.loads(good("audit", place, "--policy", policy, "--json"))
    return answer["size"], answer["root"], answer["status_root"]


class ToolStage:
    """A stage is `prepare` (once), `command`, and `check` of the folder after a run that went wrong."""

    is_thin = False  # in the suite fewer points: it goes through the same code as another

    def prepare(self, folder):
        """Makes the folder that every run gets a copy of."""
        make_folder(folder)
        make_keys(folder)

    def fresh(self, template, folder):
        return copy(template, folder)

    def run(self, folder, env, prefix=()):
        done = subprocess.run([*prefix, KUBOLUK, *map(str, self.command(folder))], env=env, text=True,
                              capture_output=True, timeout=COMMAND_SECONDS, check=False)
        words = done.stdout + done.stderr
        return Run(outcome(done.returncode, words), words)

    def again(self, folder, place):
        """The command once more. Refuses it what a broken run has left, it must name that; it is removed."""
        done = kuboluk(*self.command(folder))
        if done.returncode == 0:
            return done.stdout
        words = done.stdout + done.stderr
        named = done.returncode == 65 and str(place) in words
        need(named, f"the second run does not say what is in its way: {words}")
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink()
        return good(*self.command(folder))


class Keygen(ToolStage):
    name = "keygen"

    def prepare(self, folder):
        make_folder(folder)

    def command(self, folder):
        return "keygen", "--role", "author", "--name", "x.example/author/1", "--out", folder / "x.key"

    def check(self, folder, run):
        words = run.words if run.ended == WENT_ON else self.again(folder, folder / "x.key")
        shown = good("inspect", folder / "x.key")
        need(words.split("+")[0] in shown, f"not the key that was printed: {words}")


class Init(ToolStage):
    name = "init"

    def command(self, folder):
        return init_command(folder)

    def check(self, folder, run):
        if run.ended != WENT_ON:
            self.again(folder, folder / "ledger")
        size, _, _ = audited(folder / "ledger", folder / "ledger" / "policy")
        need(size == 2, f"a new ledger of {size} entries")


class Submit(ToolStage):
    """Two events in one batch, into a ledger that holds one."""
    name = "submit"

    def prepare(self, folder):
        super().prepare(folder)
        ledger = json.loads(good(*init_command(folder)))["ledger"]
        for name, day in (("first", "2027-01-31"), ("second", "2027-02-01"), ("third", "2027-02-01")):
            note(folder, ledger, name, day)
        good(*submit_command(folder, ["first"], "2027-01-31"))
        self.expected = self._expected(folder)

    def _expected(self, template):
        whole = copy(template, template.with_name(template.name + "-whole"))
        first = json.loads(good(*self.command(whole)))
        return first["index"], first["events"], audited(whole / "ledger", whole / "ledger" / "policy")

    def command(self, folder):
        return submit_command(folder, ["second", "third"], "2027-02-01")

    def check(self, folder, run):
        before, _, _ = audited(folder / "ledger", folder / "ledger" / "policy")
        index, events, place = self.expected
        need(before in (4, place[0]), f"half a batch: {before} entries")
        if run.ended == WENT_ON:
            need(before == place[0], "an acknowledged act is not in the log")
        again = json.loads(good(*self.command(folder)))
        need((again["index"], again["events"]) == (index, events), f"not the same place again: {again}")
        # A batch that was proposed when the program ended is finished by the next one, before anything new.
        need(again["repeated"] or before != place[0], f"it was stored, and is not called repeated: {again}")
        earlier = json.loads(good(*submit_command(folder, ["first"], "2027-01-31")))
        need(earlier["repeated"], "an earlier act is gone")
        found = audited(folder / "ledger", folder / "ledger" / "policy")
        need(found == place, f"other roots than an undisturbed run: {found}, {place}")


class Export(ToolStage):
    name = "export"

    def prepare(self, folder):
        Submit().prepare(folder)

    def command(self, folder):
        return "export", folder / "public", "--ledger", folder / "ledger"

    def check(self, folder, run):
        if run.ended != WENT_ON:
            self.again(folder, folder / "public")
        policy = folder / "ledger" / "policy"
        need(audited(folder / "public", policy) == audited(folder / "ledger", policy), "not the ledger's log")


class ExportMore(Export):
    """Over an export of the same log when it was smaller: that one stays readable whatever happens."""
    name = "export, extended"
    is_thin = True

    def prepare(self, folder):
        super().prepare(folder)
        good(*self.command(folder))
        good(*submit_command(folder, ["second", "third"], "2027-02-01"))

    def check(self, folder, run):
        audited(folder / "public", folder / "ledger" / "policy")  # also before it is tried again
        super().check(folder, run)


class Mirror(ToolStage):
    """An audit that keeps what it saw."""
    name = "audit --mirror"
    is_thin = True

    def prepare(self, folder):
        Submit().prepare(folder)
        good("export", folder / "public", "--ledger", folder / "ledger")

    def command(self, folder):
        policy = folder / "ledger" / "policy"
        return "audit", folder / "public", "--policy", policy, "--mirror", folder / "mirror"

    def check(self, folder, run):
        if run.ended != WENT_ON:
            self.again(folder, folder / "mirror")
        good(*self.command(folder))


class InitTraining(ToolStage):
    name = "init --training"
    is_thin = True

    def prepare(self, folder):
        make_folder(folder)

    def command(self, folder):
        return "init", "--training", folder / "five", "--scenario", SCENARIO

    def check(self, folder, run):
        five = folder / "five"
        if run.ended != WENT_ON and five.exists() and not (five / "network.json").exists():
            self.again(folder, five)
        if run.ended != WENT_ON and not five.exists():
            good(*self.command(folder))
        described = json.loads((five / "network.json").read_text())
        for node in described["nodes"]:
            need((five / node["config"]).stat().st_size > 0, f"{node['config']} is empty")
        for key in (five / "keys").iterdir():
            good("inspect", key)


TOOL_STAGES = (Keygen, Init, Submit, Export, ExportMore, Mirror, InitTraining)

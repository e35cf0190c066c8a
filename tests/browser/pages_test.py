"""Two training networks with the scenarios of 2025 and of the edge cases, then a browser on their pages.

The browser's part is pages_test.mjs under `node --test`. Here everything is started, the plan of what to look
at is written (addresses, numbers, what must not be seen), and everything is ended again.

BROWSER_SHOTS=FOLDER keeps screenshots and printed pages there, to be looked at.
"""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "network"))

from network import EDGE_CASES, MEMBERS, PARLIAMENT, network_of  # noqa: E402 (needs the path)

MEMBER = "odihr"
END_SECONDS = 10  # for the browser to close
# Of a person in a scenario line, what is public: the mark, and the citizenship (counted on /e/).
PUBLIC_KEYS = {"person", "nat", "nat2"}
PERSONAL_KEYS = {"name_lat", "name_cyr", "doc", "doc_exp"}


def persons_of(value, columns=()):
    """Every object that describes a person, wherever it stands."""
    if isinstance(value, dict):
        if PERSONAL_KEYS & set(value):
            yield value
        inside = value.get("cols") or []
        for one in value.values():
            yield from persons_of(one, inside)
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, list) and PERSONAL_KEYS & set(columns):
                yield dict(zip(columns, one))
            else:
                yield from persons_of(one, columns)


def lines_of(scenario):
    return [json.loads(line) for line in scenario.read_text().splitlines()]


def personal_texts(scenario):
    """Names, document numbers and their dates: nothing of it may be on any page.

    A date that is also the day of some act says nothing about anybody.
    """
    lines = lines_of(scenario)
    days = {line[key][:10] for line in lines for key in ("at", "recorded_at") if line.get(key)}
    return sorted({text for person in persons_of(lines) for key, text in person.items()
                   if key not in PUBLIC_KEYS and isinstance(text, str) and len(text) > 5} - days)


def authored_texts(scenario):
    """What pages repeat as its authors wrote it: names and ids of organisations, titles, reasons."""
    found = set(MEMBERS)
    for line in lines_of(scenario):
        arguments = line.get("args") or {}
        if line["op"] != "cmd":
            continue
        for key in ("names", "titles"):
            found |= set((arguments.get(key) or {}).values())
        for key in ("org", "review", "url", "case"):
            if isinstance(arguments.get(key), str):
                found.add(arguments[key])
        for act in (arguments, *(arguments.get("items") or [])):
            if isinstance(act, dict) and act.get("reason"):
                found.add(act["reason"])
    return sorted(found)


def make_plan(networks, samples):
    return {"ledgers": [{"base": network.url(MEMBER), "scenario": network.scenario.stem,
                         "personal": personal_texts(network.scenario),
                         "authored": authored_texts(network.scenario)} for network in networks],
            "samples": str(samples)}


def run_browser(plan_file):
    """The exit code of `node --test`. It and the browser are one process group, ended whatever happens."""
    command = [os.environ.get("NODE", "node"), "--test", str(HERE / "pages_test.mjs")]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True,
                          env={**os.environ, "BROWSER_PLAN": str(plan_file)}) as process:
        try:
            return process.wait()
        finally:
            end_group(process)


def end_group(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(END_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def main():
    with contextlib.ExitStack() as closing:
        work = pathlib.Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="kuboluk-browser-")))
        samples = work / "samples"
        samples.mkdir()
        subprocess.run([os.environ["DUMP_PAGES"], str(samples)], check=True)
        networks = [closing.enter_context(network_of(scenario)) for scenario in (PARLIAMENT, EDGE_CASES)]
        for network in networks:
            network.up()
        for replay in [network.replay() for network in networks]:
            replay.finish()
        for network in networks:
            network.wait_for_agreement()
        plan_file = work / "plan.json"
        plan_file.write_text(json.dumps(make_plan(networks, samples)))
        return run_browser(plan_file)


if __name__ == "__main__":
    sys.exit(main())

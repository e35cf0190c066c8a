"""Every canary must be caught by the simulator within 500 seeds, and the unaltered simulator must
find nothing in the seeds that the canaries needed.

usage: canaries_test.py <canaries.tsv> <folder of the binaries> [name ...]

Prints one line a canary: how many seeds it took, which law caught it and in which words. Exit 1 if
one gets away.
"""

import concurrent.futures
import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import time

SEEDS_MAX = 500
SECONDS_MAX = 600  # for one canary; a healthy one takes a few
CANARIES_MIN = 20
FOUND = re.compile(r"^seed (\d+): law (\d+) at ([\d:.]+): (.*)$", re.MULTILINE)
LAW = re.compile(r"^\s+k(\w+) = (\d+),", re.MULTILINE)
LAWS = pathlib.Path(__file__).resolve().parents[1] / "breach.h"


@dataclasses.dataclass
class Outcome:
    name: str
    words: str
    seconds: float
    seed: int = 0  # 0: not caught
    law: int = 0
    said: str = ""


def run(binary: pathlib.Path, last_seed: int, jobs: int) -> tuple[int, str]:
    command = [str(binary), "--seeds", f"1..{last_seed}", "--jobs", str(jobs), "--findings", "1",
               "--no-shrink", "--quiet"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS_MAX, check=False)
    except subprocess.TimeoutExpired:
        return -1, f"not done within {SECONDS_MAX} s"
    return done.returncode, done.stdout.decode(errors="replace")


def try_canary(folder: pathlib.Path, name: str, words: str, drifted: str) -> Outcome:
    began = time.monotonic()
    if drifted:
        return Outcome(name, words, 0, said=f"not altered: {drifted} has other words now, see "
                                            "what cmake warns of")
    binary = folder / f"canary_{name}"
    if not binary.exists():
        return Outcome(name, words, 0, said=f"not built: {binary}")
    _, output = run(binary, SEEDS_MAX, 1)
    outcome = Outcome(name, words, time.monotonic() - began)
    found = FOUND.search(output)
    if found:
        outcome.seed, outcome.law = int(found[1]), int(found[2])
        outcome.said = found[4]
    else:
        outcome.said = output.strip().split("\n")[0][:100]
    return outcome


def line_of(outcome: Outcome, laws: dict[int, str]) -> str:
    caught = f"{outcome.seed:4d} seeds  law {outcome.law} ({laws.get(outcome.law, '?')})"
    if not outcome.seed:
        caught = "NOT CAUGHT"
    return (f"{outcome.name:22s} {caught:34s} {outcome.seconds:6.1f} s  {outcome.words}\n"
            f"{'':22s}   {outcome.said[:150]}")


def main() -> int:
    table, folder, *wanted = sys.argv[1:]
    canaries = [line.split("\t") for line in pathlib.Path(table).read_text().splitlines()]
    if wanted:
        canaries = [canary for canary in canaries if canary[0] in wanted]
    elif len(canaries) < CANARIES_MIN:
        print(f"only {len(canaries)} canaries, {CANARIES_MIN} are promised")
        return 1
    laws = {int(number): name for name, number in LAW.findall(LAWS.read_text())}
    binaries = pathlib.Path(folder)
    jobs = os.cpu_count() or 1
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        tried = [pool.submit(try_canary, binaries, *canary) for canary in canaries]
        for one in concurrent.futures.as_completed(tried):
            outcomes.append(one.result())
            print(line_of(outcomes[-1], laws), flush=True)
    caught = [outcome for outcome in outcomes if outcome.seed]
    last_seed = max((outcome.seed for outcome in caught), default=1)
    code, output = run(binaries / "simulate", max(last_seed, 2), jobs)
    print(f"{len(caught)} of {len(outcomes)} canaries caught, within {last_seed} seeds; "
          f"the unaltered simulator in the same seeds: {output.splitlines()[0] if output else code}")
    if code != 0:
        print(output[:2000])
    return 0 if code == 0 and len(caught) == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Runs fuzz targets: for so many executions each, or for so many seconds each, or for what ends first.

    fuzz.py BIN_FOLDER [--runs N] [--seconds N] [--jobs N] [--keep FOLDER] [TARGET...]

Begins with the seeds of tests/fuzz/testdata and with what earlier findings left in
tests/fuzz/regressions. New inputs go to a folder of their own (--keep: that one, to go on from next
time). Prints a line a target and the total; exit 1 if a target ended by a finding, whose input is
printed in hex: keep it as a file under tests/fuzz/regressions/<target>/.
"""

import argparse
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
BYTES_MAX = 16_384       # of one input
SECONDS_MAX = 20         # for one input: whatever takes longer is a finding
MEMORY_MAX_MB = 2_048    # of the process, AddressSanitizer included
FINDING_BYTES_MAX = 4_096  # printed
EXECUTED = re.compile(r"stat::number_of_executed_units:\s+(\d+)")
COVERED = re.compile(r"cov: (\d+)")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bin", type=pathlib.Path, help="where the fuzz_* programs are")
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path)
    asked = parser.parse_args()
    if asked.runs is None and asked.seconds is None:
        parser.error("say --runs or --seconds")
    return asked


def known_targets(folder):
    return sorted(path.name.removeprefix("fuzz_") for path in folder.glob("fuzz_*")
                  if path.name != "fuzz_seeds")


def run(target, asked, workplace):
    new = (asked.keep or workplace) / target
    new.mkdir(parents=True, exist_ok=True)
    given = [folder / target for folder in (HERE / "testdata", HERE / "regressions")]
    amount = [f"-runs={asked.runs}"] if asked.runs is not None else []
    amount += [f"-max_total_time={asked.seconds}"] if asked.seconds is not None else []
    command = [asked.bin / f"fuzz_{target}", *amount, "-seed=1", "-print_final_stats=1",
               f"-max_len={BYTES_MAX}", f"-timeout={SECONDS_MAX}", f"-rss_limit_mb={MEMORY_MAX_MB}",
               f"-artifact_prefix={workplace}/{target}-", new, *[path for path in given if path.is_dir()]]
    began = time.monotonic()
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          errors="replace", check=False)
    return target, done, time.monotonic() - began


def report(target, done, seconds, workplace):
    executed = EXECUTED.search(done.stderr)
    covered = COVERED.findall(done.stderr)
    count = int(executed.group(1)) if executed else 0
    print(f"{target:14} {count:>11,} executions  {covered[-1] if covered else '?':>6} edges  "
          f"{seconds:6.1f} s  {'ok' if done.returncode == 0 else 'FINDING'}", flush=True)
    if done.returncode != 0:
        print("\n".join(done.stderr.splitlines()[-60:]))
        for found in sorted(workplace.glob(f"{target}-*")):
            print(f"input {found.name}: {found.read_bytes()[:FINDING_BYTES_MAX].hex()}")
    return count


def main():
    asked = arguments()
    targets = asked.targets or known_targets(asked.bin)
    if not targets:
        print(f"{asked.bin} holds no fuzz_* program: build with the preset fuzz", file=sys.stderr)
        return 2
    total, failed = 0, 0
    with tempfile.TemporaryDirectory(prefix="kuboluk-fuzz-") as name, \
            concurrent.futures.ThreadPoolExecutor(asked.jobs) as workers:
        workplace = pathlib.Path(name)
        for job in [workers.submit(run, target, asked, workplace) for target in targets]:
            target, done, seconds = job.result()
            total += report(target, done, seconds, workplace)
            failed += done.returncode != 0
    print(f"fuzz: {len(targets)} targets, {total:,} executions, {failed} findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

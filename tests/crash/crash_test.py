"""RELIABILITY 4-6, 13-16, 18 on the real programs: every write-path call x every fault, then all is well.

    KUBOLUK_CRASH_ALL=1     every occurrence of every call, not a spread of them: some 11,000 points
    KUBOLUK_CRASH_STAGE=x   only stages with that in their name
"""

import collections
import concurrent.futures
import itertools
import os
import pathlib
import random
import re
import shutil
import signal
import tempfile
import traceback
import unittest

import shim
import traced
from node_stages import NODE_STAGES, Node
from programs import KILLED, NOT_STARTED, REFUSED, WENT_ON, need
from shim import FAULTS, KILLS, ONLY_WRITES, WRITES, Point
from tool_stages import TOOL_STAGES

ALL = os.environ.get("KUBOLUK_CRASH_ALL") == "1"
ONLY = os.environ.get("KUBOLUK_CRASH_STAGE", "")
LIMIT_SECONDS = int(os.environ.get("CRASH_SECONDS", "3600"))
WORKERS = 6           # they wait for a node or the disk more than they compute
POINTS_MIN = 400
SPREAD = 2            # of each call, and of each named step, in each stage: first and last; thin ones: last
STRACE_SPREAD = 1     # of each call in each stage, for strace
TRIES = 3             # of a point that another order of the threads has missed
MISSED_MAX = 0.02     # of all points
RECOVERIES = (1, 4, 9, 13, 17, 20)  # which call of a start is killed, three starts in a row
NAMED_FAULTS = ("KILL before", "KILL after", "done but EIO", "EIO")
MISSED, FINDING = "missed", "finding"


def _give_up(number, _frame):
    raise AssertionError(f"signal {number}: asked to end, or not done in {LIMIT_SECONDS} s")


# ctest would kill the test and leave its processes: so it ends before, by an error, and cleans up.
signal.signal(signal.SIGTERM, _give_up)
signal.signal(signal.SIGALRM, _give_up)


def spread(items, number):
    if ALL or len(items) <= number:
        return list(items)
    if number == 1:
        return [items[-1]]
    return [items[round(i * (len(items) - 1) / (number - 1))] for i in range(number)]


def faults_of(call):
    return [fault for fault in FAULTS if call in WRITES or fault not in ONLY_WRITES]


class Prepared:
    """A stage with its template, and what an undisturbed run of it reaches."""

    def __init__(self, stage, work):
        self.stage = stage
        self.template = work / re.sub(r"\W+", "-", stage.name)  # a comma would end an argument in a trace
        stage.prepare(self.template)
        self._work, self._runs = work, itertools.count(1)  # one after the other, whichever thread asks
        self.log = None
        self.listing = None

    def places(self):
        name = f"{self.template.name}-{next(self._runs)}"
        return self._work / name, self._work / f"{name}.log"

    def look(self, works):
        """Runs it undisturbed: with the shim, with strace, and with both, which must see the same."""
        root, log = self.places()
        self._go(root, shim.environment(root, log))
        self.log = shim.Log(log)
        if not works:
            return
        root, trace = self.places()
        self._go(root, None, traced.prefix(trace))
        self.listing = traced.Listing(trace, root)
        root, log = self.places()
        trace = log.with_suffix(".trace")
        self._go(root, shim.environment(root, log), traced.prefix(trace))
        seen, told = traced.Listing(trace, root).counts, shim.Log(log).counts()
        need(seen == told, f"{self.stage.name}: strace and shim differ: {seen - told}, {told - seen}")

    def _go(self, root, env, prefix=()):
        self.stage.fresh(self.template, root)
        try:
            run = self.stage.run(root, env or shim.plain(), prefix)
            need(run.ended == WENT_ON, f"{self.stage.name}, undisturbed: {run}")
        finally:
            shutil.rmtree(root)

    def broken(self, point, fault):
        """What became of a run in which that call went wrong, all checked."""
        for _ in range(TRIES):
            root, log = self.places()
            self.stage.fresh(self.template, root)
            try:
                run = self.stage.run(root, shim.environment(root, log, point, fault))
                hit = bool(shim.Log(log).hit)
                need(not hit or fault not in KILLS or run.ended == KILLED, f"it outlived its kill: {run}")
                self.stage.check(root, run)
                if hit:
                    return run.ended
            finally:
                shutil.rmtree(root, ignore_errors=True)
                log.unlink(missing_ok=True)
        return MISSED

    def injected(self, call, injection, when):
        """The same by strace."""
        for _ in range(TRIES):
            root, log = self.places()
            self.stage.fresh(self.template, root)
            try:
                run = self.stage.run(root, shim.plain(), traced.prefix(log, call, injection, when))
                if run.ended == NOT_STARTED:
                    return MISSED  # the same count in the first thread is a call of the loader
                hit = traced.hits(log)
                self.stage.check(root, run)
                if hit:
                    return run.ended
            finally:
                shutil.rmtree(root, ignore_errors=True)
                log.unlink(missing_ok=True)
        return MISSED

    def recovered(self, point, count):
        """Killed, then killed in each of three starts: then one more must do (RELIABILITY 18)."""
        root, log = self.places()
        self.stage.fresh(self.template, root)
        try:
            run = self.stage.run(root, shim.environment(root, log, point, "KILL after"))
            decided = dict(run.decided)
            for _ in range(3):
                again = Point(shim.ANY, shim.ANY, count)
                later = self.stage.run(root, shim.environment(root, log, again, "KILL before"))
                decided |= later.decided
            run.decided = decided
            self.stage.check(root, run)
            return run.ended
        finally:
            shutil.rmtree(root, ignore_errors=True)
            log.unlink(missing_ok=True)


class Account:
    """What became of each point, as tables."""

    def __init__(self):
        self.rows = collections.defaultdict(collections.Counter)
        self.findings = []

    def add(self, row, came_of):
        self.rows[row][came_of] += 1

    def total(self):
        return sum(sum(row.values()) - row[MISSED] for row in self.rows.values())

    def missed(self):
        return sum(row[MISSED] for row in self.rows.values())

    def covers(self, call, fault):
        row = self.rows[call, fault]
        return sum(row.values()) > row[MISSED]

    def show(self, title):
        print(f"\n{title}\n  {'call':24} {'fault':14}{'points':>7}{KILLED:>8}{'error exit':>12}"
              f"{WENT_ON:>9}{MISSED:>8}")
        for (call, fault), row in sorted(self.rows.items()):
            found = f"  {row[FINDING]} FINDINGS" if row[FINDING] else ""
            print(f"  {call:24} {fault:14}{sum(row.values()) - row[MISSED]:7}{row[KILLED]:8}{row[REFUSED]:12}"
                  f"{row[WENT_ON]:9}{row[MISSED]:8}{found}")
        print(f"  {self.total()} points, {self.missed()} missed")


class Crash(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        signal.alarm(LIMIT_SECONDS)
        cls.work = pathlib.Path(tempfile.mkdtemp(prefix="kuboluk-crash-"))
        cls.addClassCleanup(shutil.rmtree, cls.work, ignore_errors=True)
        cls.strace = traced.works()
        stages = [stage() for stage in (*TOOL_STAGES, *NODE_STAGES) if ONLY in stage.name]

        def prepared(stage):
            ready = Prepared(stage, cls.work)
            ready.look(cls.strace)
            return ready
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            cls.prepared = list(pool.map(prepared, stages))
        cls.points = 0

    def each(self, jobs):
        """The account of all jobs, and the words of every finding: together they are one failure."""
        findings = []

        def one(job):
            row, title, call = job
            try:
                return row, call()
            except Exception as error:  # what went wrong is told below, with its point
                words = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
                findings.append(f"{title}: {words}")
                print(f"FINDING {findings[-1]}", flush=True)  # at once: a long campaign may be ended
                return row, FINDING
        # A stage that waits beside one that computes, whichever stages there are: seeded, so always the same.
        mixed = random.Random(1).sample(jobs, len(jobs))
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            done = list(pool.map(one, mixed))
        account = Account()
        for row, came_of in done:
            account.add(row, came_of)
        return account, findings

    def chosen(self, prepared):
        """Of one stage: a spread of each call x all faults, and every named step x the four of its table."""
        number = 1 if prepared.stage.is_thin else SPREAD
        by_call = collections.defaultdict(list)
        for point in prepared.log.points:
            by_call[point.call].append(point)
        wanted = {(point, fault): None for points in by_call.values() for point in spread(points, number)
                  for fault in faults_of(point.call)}
        named = prepared.log.steps()
        by_name = collections.defaultdict(list)
        for point, name in named.items():
            by_name[name].append(point)
        wanted |= {(point, fault): None for points in by_name.values()
                   for point in spread(points, number) for fault in NAMED_FAULTS}
        return list(wanted), named

    def finish(self, title, account, findings):
        account.show(title)
        type(self).points += account.total()
        self.assertEqual(findings, [], f"{len(findings)} findings:\n" + "\n---\n".join(findings[:20]))
        self.assertLessEqual(account.missed(), MISSED_MAX * (account.total() + account.missed()))

    def test_1_the_list_of_calls(self):
        """Every call by which a program changes its folder; strace and shim must agree on it (in look())."""
        calls = collections.Counter()
        print()
        for prepared in self.prepared:
            counts = collections.Counter(point.call for point in prepared.log.points)
            calls += counts
            print(f"  {prepared.stage.name:22}{len(prepared.log.points):5}  " +
                  ", ".join(f"{call} {count}" for call, count in sorted(counts.items())))
        print(f"  {'all':22}{sum(calls.values()):5}  " +
              ", ".join(f"{call} {count}" for call, count in sorted(calls.items())))
        print("  listed by strace and by the shim alike" if self.strace else
              "  strace cannot run here: listed by the shim alone")

    def test_1_a_node_that_has_no_ledger_yet_refuses_no_signature(self):
        """Before the genesis is in, the node knows no key: it must say "later", not "never"."""
        for prepared in self.prepared:
            if prepared.stage.name != "node, cosigner":
                continue
            root, _ = prepared.places()
            prepared.stage.fresh(prepared.template, root)
            node = Node(root, prepared.stage.member)  # without the sequencer nothing comes in
            try:
                done = prepared.stage.submit(root, node.url(), "first")
                self.assertNotIn("X.SIGNATURE", done.stdout + done.stderr)
                self.assertNotEqual(done.returncode, 1, done.stdout)  # 1 is a decision
            finally:
                node.kill()

    def test_2_every_call_by_the_shim(self):
        jobs, steps = [], {}
        for prepared in self.prepared:
            wanted, named = self.chosen(prepared)
            for point, fault in wanted:
                key = (prepared.stage.name, point, fault)
                steps[key] = named.get(point)
                jobs.append((key, f"{prepared.stage.name}: {fault} at {point}",
                             lambda p=prepared, a=point, f=fault: p.broken(a, f)))
        detail, findings = self.each(jobs)
        by_call, by_step = Account(), Account()
        for (stage, point, fault), row in detail.rows.items():
            for came_of, count in row.items():
                by_call.rows[point.call, fault][came_of] += count
                if steps[stage, point, fault] and fault in NAMED_FAULTS:
                    by_step.rows[steps[stage, point, fault], fault][came_of] += count
        by_step.show("named steps of the write path")
        self.finish("every write-path call, by the shim", by_call, findings)
        for prepared in self.prepared:
            for call in {point.call for point in prepared.log.points}:
                for fault in faults_of(call):
                    self.assertTrue(by_call.covers(call, fault), f"{fault} at {call} is not covered")
        if not ONLY:
            self.assertGreaterEqual(by_call.total(), POINTS_MIN)

    def test_3_every_call_by_strace(self):
        if not self.strace:
            print("\nstrace cannot run here: the same faults were put in by the shim")
            return
        jobs = []
        elsewhere = {call for prepared in self.prepared if not prepared.stage.is_thin
                     for call in prepared.listing.places}
        for prepared in self.prepared:
            for call, places in sorted(prepared.listing.places.items()):
                if prepared.stage.is_thin and call in elsewhere and not ALL:
                    continue
                for when in spread(sorted(places), STRACE_SPREAD):
                    for injection in traced.INJECTIONS:
                        title = f"{prepared.stage.name}: {injection} at {call} {when} by strace"
                        jobs.append(((call, injection), title,
                                     lambda p=prepared, c=call, i=injection, w=when: p.injected(c, i, w)))
        account, findings = self.each(jobs)
        self.finish("every write-path call, by strace", account, findings)
        reached = {call for prepared in self.prepared for call in prepared.listing.places}
        for call in reached:
            for injection in traced.INJECTIONS:
                self.assertTrue(account.covers(call, injection), f"{injection} at {call} is not covered")

    def test_4_three_crashes_in_recovery(self):
        jobs = []
        for prepared in self.prepared:
            if prepared.stage.name.startswith("node"):
                steps = prepared.log.steps()
                points = spread([point for point in steps if "listening" not in point.path], 4)
                for number, point in enumerate(points):
                    for count in RECOVERIES if ALL else RECOVERIES[number % 3::3]:
                        title = f"{prepared.stage.name}: {point}, three starts killed at {count}"
                        jobs.append(((steps[point], "KILL x 4"), title,
                                     lambda p=prepared, a=point, c=count: p.recovered(a, c)))
        account, findings = self.each(jobs)
        self.finish("killed after a named step, then in three starts in a row", account, findings)

    def test_5_all_points(self):
        print(f"\n{self.points} crash points in all; after each: opened, retried, audited, the same roots")


if __name__ == "__main__":
    unittest.main(warnings="ignore")

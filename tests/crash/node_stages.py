"""A node of a training network, made small: alone with no quorum, or one cosigner with its sequencer."""

import itertools
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from programs import (KUBOLUKD, SCENARIO, WENT_ON, Finding, Run, copy, good, kuboluk, make_folder, need,
                      outcome, plain)
from tool_stages import audited, note

SEQUENCER, COSIGNER = "cec", "mfa"
UP_SECONDS = 20      # until a node says where it listens
ACT_SECONDS = 12     # until an act is decided, a node that opens its ledger anew meanwhile included
END_SECONDS = 20     # from SIGTERM to the end
LISTENING = re.compile(r"listening: peers (\S+) http (\S+)")
PORTS = itertools.count(20000 + os.getpid() * 7 % 9000)  # below those that the kernel gives out
DAYS = ("2027-01-31", "2027-02-01")
UNLAWFUL = "unlawful"


def free_port():
    while True:
        port = 20000 + (next(PORTS) - 20000) % 12000
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Node:
    """One process; `prefix` runs it under another program, as strace -D, which leaves it our child."""

    def __init__(self, folder, member, env=None, prefix=()):
        self._said = folder / f"{member}.{time.monotonic_ns()}.said"
        self.gone = False
        with open(self._said, "wb") as said:
            self._process = subprocess.Popen([*prefix, KUBOLUKD, "--config", folder / member / "config.toml"],
                                             stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                                             env=env or plain())

    def words(self):
        return self._said.read_text(errors="replace")

    def url(self):
        """Where clients ask it; None if it ended before it listened."""
        end = time.monotonic() + UP_SECONDS
        while time.monotonic() < end:
            found = LISTENING.search(self.words())
            if found:
                return "http://" + found.group(2)
            if not self.runs():
                return None
            time.sleep(0.005)
        raise Finding(f"neither listening nor ended after {UP_SECONDS} s: {self.words()}")

    def runs(self):
        return self._process.poll() is None

    def end(self):
        """Asked to end if it still runs; (outcome, words)."""
        if self.runs():
            self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            raise Finding(f"did not end in {END_SECONDS} s: {self.words()}") from None
        return outcome(code, self.words()), self.words()

    def kill(self):
        if self.runs():
            self._process.kill()
        self._process.wait()


def asked(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.loads(answer.read())


class NodeStage:
    """Starts the node, hands in the acts one after another, ends it."""

    is_thin = False
    name = "node, sequencer"
    member = SEQUENCER
    acts = ("first", "second")

    def policy(self, log, network):
        return f"{log}\nquorum none\n"

    def prepare(self, folder):
        make_folder(folder)
        good("init", "--training", folder / "n", "--scenario", SCENARIO)
        for part in (folder / "n").iterdir():
            part.rename(folder / part.name)
        (folder / "n").rmdir()
        network = json.loads((folder / "network.json").read_text())
        lines = (folder / "policy").read_text().splitlines()
        (folder / "policy").write_text(self.policy(lines[0], lines))
        for member in (SEQUENCER, COSIGNER):
            self._simplify(folder / member / "config.toml")
        for name, day in zip(("first", "second"), DAYS):
            note(folder, network["ledger"], name, day)
        note(folder, network["ledger"], UNLAWFUL, DAYS[1], "observer.suspend", "person odihr-1")
        self.prepare_more(folder)
        self.expected = self.undisturbed(folder)

    def prepare_more(self, folder):
        pass

    def _simplify(self, config):
        """Only the peers of this stage; addresses are put in for each run."""
        head, *peers = config.read_text().split("\n[[peer]]\n")
        limits = "\n[limits]" + peers[-1].split("\n[limits]")[1]
        kept = [peer.split("\n[limits]")[0] for peer in peers if self._is_peer(peer)]
        text = "\n[[peer]]\n".join([head, *kept]) + limits
        config.write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:0", text).replace(
            'address = "127.0.0.1:0"', 'address = "127.0.0.1:1"'))

    def _is_peer(self, peer):
        return False

    def undisturbed(self, template):
        """Roots and places of the acts, from a run without faults."""
        whole = self.fresh(template, template.with_name(template.name + "-whole"))
        places = {}
        with self.helpers(whole):
            node = Node(whole, self.member)
            for name in self.acts:
                places[name] = self.decided(whole, node, name)
            ended, words = node.end()
        need(ended == WENT_ON and None not in places.values(), f"an undisturbed run: {places}, {words}")
        return places, audited(whole / self.member / "ledger", whole / "policy")

    def fresh(self, template, folder):
        return copy(template, folder)

    def helpers(self, folder):
        return Helpers(folder, ())

    # --- the client

    def submit(self, folder, url, name):
        """One attempt: "not now" asks a client to come back in seconds, and decided() asks much sooner."""
        day = DAYS[1] if name == UNLAWFUL else DAYS[("first", "second").index(name)]
        keys, receipt = folder / "keys", folder / f"{name}.{time.monotonic_ns()}.receipt"
        return kuboluk("submit", folder / f"{name}.event", "--node", url, "--policy", folder / "policy",
                       "--key", keys / "cec.key", "--operator-key", keys / "operator.key", "--recorded-at",
                       f"{day}T10:00:00+06:00", "--wait", 0, "--receipt", receipt, "--json")

    def decided(self, folder, node, name):
        """{index, events} or {rule} as answered; None if the node ended before."""
        end, done = time.monotonic() + ACT_SECONDS, None
        url = node.url()
        while url and time.monotonic() < end:
            done = self.submit(folder, url, name)
            if done.returncode in (0, 1) and done.stdout.startswith("{"):
                answer = json.loads(done.stdout)
                if answer.get("accepted") is not None and answer.get("rule") not in ("STORE", "X.TIMEOUT"):
                    keep = ("index", "events") if answer["accepted"] else ("rule",)
                    return {key: answer[key] for key in keep}
            if not node.runs():
                return None
            time.sleep(0.05)
        if not url:
            return None
        raise Finding(f"{name} not decided in {ACT_SECONDS} s by a node that runs: {done}\n{node.words()}")

    # --- a run that goes wrong, and what must hold afterwards

    def run(self, folder, env, prefix=()):
        decided = {}
        with self.helpers(folder):
            node = Node(folder, self.member, env, prefix)
            try:
                for name in self.acts:
                    answer = self.decided(folder, node, name)
                    if answer is None:
                        break
                    decided[name] = answer
                ended, words = node.end()
            finally:
                node.kill()
        promised = {name for name in self.acts if list(folder.glob(f"{name}.*.receipt"))}
        return Run(ended, words, decided, promised - {UNLAWFUL})

    def check(self, folder, run):
        places, roots = self.expected
        with self.helpers(folder):
            node = Node(folder, self.member)
            try:
                url = node.url()
                need(url, f"it does not start again: {node.words()}")
                for name, answer in run.decided.items():
                    self._still_there(url, node, name, answer)
                for name in run.promised:  # durable there: it goes on by itself
                    self._still_there(url, node, name, places[name])
                for name in self.acts:
                    answer = self.decided(folder, node, name)
                    need(answer == places[name], f"{name} again: {answer}, undisturbed: {places[name]}")
                status = asked(url + "/status.json")
                settled = status["may_sign"] and status["forks"] == 0 and not status["waiting"]
                need(settled, f"status: {status}")
                ended, words = node.end()
                need(ended == WENT_ON, f"it does not end in order: {words}")
            finally:
                node.kill()
        found = audited(folder / self.member / "ledger", folder / "policy")
        need(found == roots, f"other roots than an undisturbed run: {found}, {roots}")

    def _still_there(self, url, node, name, answer):
        """What was acknowledged before the crash is in the log now, before anybody asks again."""
        if "events" not in answer:
            return
        end = time.monotonic() + ACT_SECONDS
        while time.monotonic() < end:
            try:
                shown = [asked(f"{url}/receipt/{event}") for event in answer["events"]]
                if all("committed" in json.dumps(one) for one in shown):
                    return
            except urllib.error.HTTPError:
                pass
            time.sleep(0.02)
        raise Finding(f"{name} was acknowledged at {answer} and is not in the log: {node.words()}")


class Helpers:
    """The other nodes of a stage, without faults."""

    def __init__(self, folder, members):
        self._folder, self._members, self._nodes = folder, members, []

    def __enter__(self):
        self._nodes = [Node(self._folder, member) for member in self._members]
        for node in self._nodes:
            need(node.url(), f"a helper does not start: {node.words()}")
        return self

    def __exit__(self, *_):
        for node in self._nodes:
            node.kill()


class AgainStage(NodeStage):
    """A node that has a ledger already."""
    name = "node, started again"
    is_thin = True
    acts = ("second",)

    def prepare_more(self, folder):
        node = Node(folder, self.member)
        need(self.decided(folder, node, "first"), node.words())
        node.end()


class CosignerStage(NodeStage):
    """The sequencer runs beside it without faults; all acts come in at the cosigner."""
    name = "node, cosigner"
    member = COSIGNER
    acts = ("first", UNLAWFUL, "second")

    def policy(self, log, network):
        witness = next(line for line in network if line.startswith(f"witness {COSIGNER} "))
        return f"{log}\n{witness}\ngroup one 1 {COSIGNER}\nquorum one\n"

    def _is_peer(self, peer):
        return f'id = "{SEQUENCER}"' in peer or f'id = "{COSIGNER}"' in peer

    def fresh(self, template, folder):
        copy(template, folder)
        port = free_port()
        for member, before, after in (
                (COSIGNER, 'peers = "127.0.0.1:0"', f'peers = "127.0.0.1:{port}"'),
                (SEQUENCER, 'address = "127.0.0.1:1"', f'address = "127.0.0.1:{port}"')):
            config = folder / member / "config.toml"
            config.write_text(config.read_text().replace(before, after))
        return folder

    def helpers(self, folder):
        return Helpers(folder, (SEQUENCER,))


NODE_STAGES = (NodeStage, AgainStage, CosignerStage)

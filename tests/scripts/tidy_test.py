"""Each rule of scripts/tidy, seen to fail.

A small clean tree is made once; every case plants one violation in it, expects exactly the named
rules at that file, and takes it out again. Words that tidy looks for in any text are put together
here, so that this file passes it too.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from tidy_rules import banned, cases, fences, formatting, layout, run, size  # noqa: E402
from tidy_rules.fences import MAY_INCLUDE  # noqa: E402
from tidy_rules.tree import BOXES, Finding, Tree  # noqa: E402

HEADER = "// What it is for.\n#pragma once\n"
SOURCE = "// What it does.\n"
LIST = "RELIA" "BILITY"
NAMES_CASES = f"{LIST} 1-74, T3 and 5.2\n"
WAITS = "| 75 | a later issue | why |\n"
TEST_CMAKE = "kuboluk_test(part SOURCES part_test.cpp)\n"


def clean_tree() -> dict[str, str]:
    files = {"README.md": "# Top\n", ".gitignore": "/build/\n/build-*/\n",
             "CMakeLists.txt": "project(small)\n",
             ".clang-format": (ROOT / ".clang-format").read_text()}
    for box in BOXES:
        files[f"{box}/README.md"] = f"# {box}\n"
        files[f"{box}/part.h"] = HEADER
        files[f"{box}/part.cpp"] = f'#include "{box}/part.h"\n'
        files[f"{box}/CMakeLists.txt"] = "kuboluk_box(x SOURCES part.cpp)\n"
    files["tests/part_test.cpp"] = SOURCE
    files["tests/cases.txt"] = NAMES_CASES
    files["tests/README.md"] += WAITS
    files["tests/CMakeLists.txt"] = TEST_CMAKE + files["tests/CMakeLists.txt"]
    return files


def write(root: pathlib.Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())


def body(line_count: int, head: str = "int long_one(int x) {") -> str:
    """A function of that many lines, signature and closing brace included."""
    return head + "\n" + "  ++x;\n" * (line_count - 3) + "  return x;\n}\n"


class Planting(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="tidy-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.root)
        cls.files = clean_tree()
        write(cls.root, cls.files)

    def findings(self) -> list[Finding]:
        """All but clang-format, which would take most of the time; Format and CommandLine run it."""
        tree = Tree(self.root)
        return [finding for family in (fences, size, formatting, banned, layout, cases)
                for finding in family.check(tree)]

    def rules_with(self, path: str, text: str) -> list[str]:
        """The rules found at `path` when it has this text; findings elsewhere are a failure."""
        write(self.root, {path: text})
        try:
            findings = self.findings()
        finally:
            if path in self.files:
                write(self.root, {path: self.files[path]})
            else:
                (self.root / path).unlink()
        self.assertEqual({finding.path for finding in findings} - {path}, set())
        return sorted({finding.rule for finding in findings})

    def expect(self, path: str, text: str, *rules: str) -> None:
        with self.subTest(rule=rules, path=path, text=text[:80]):
            self.assertEqual(self.rules_with(path, text), sorted(rules))

    def expect_code(self, box: str, line: str, *rules: str) -> None:
        self.expect(f"{box}/part.cpp", f'#include "{box}/part.h"\n\n{line}\n', *rules)

    def expect_each(self, box: str, *pieces: tuple[str, str]) -> None:
        """All pieces in one file; each breaks exactly its rule ("" for none)."""
        path, text, wanted, where = f"{box}/part.cpp", "", {}, {}
        for piece, rule in pieces:
            for number in range(text.count("\n") + 1, (text + piece).count("\n") + 2):
                where[number] = piece
            wanted[piece] = {rule} - {""}
            text += piece + "\n\n"
        write(self.root, {path: text.rstrip() + "\n"})
        findings = self.findings()
        write(self.root, {path: self.files[path]})
        self.assertEqual({finding.path for finding in findings} - {path}, set())
        for piece, rules in wanted.items():
            with self.subTest(box=box, piece=piece):
                found = {finding.rule for finding in findings if where[finding.line] == piece}
                self.assertEqual(found, rules)


class Cases(Planting):
    def test_each_case_is_tested_or_waits(self):
        for text in ("1-73", "1-73, T74", "1-73, 74.2", "1-75", "1-74 and 76"):
            write(self.root, {"tests/cases.txt": f"{LIST} {text}\n"})
            self.assertEqual([finding.rule for finding in self.findings()], ["case"], text)
        write(self.root, self.files)

    def test_a_case_may_wait(self):
        self.assertEqual(cases.waiting(Tree(self.root)), {75})
        self.assertEqual(cases.coverage(Tree(self.root)),
                         "74 of 75 fault cases have a test, 1 wait for a later issue")


class Fences(Planting):
    def test_a_clean_tree_passes(self):
        self.assertEqual(run(Tree(self.root)), [])

    def test_every_arrow_between_boxes(self):
        def rule(source: str, target: str) -> str:
            if source in (target, "tests") or target in MAY_INCLUDE[source]:
                return ""
            return "include-test" if target == "tests" else "include-fence"

        for source in BOXES:
            self.expect_each(source, *((f'#include "{target}/part.h"', rule(source, target))
                                       for target in BOXES))

    def test_the_arrows_of_the_design(self):
        for source, target in (
                ("ledger/domain", "ledger/store"), ("ledger/log", "ledger/domain"),
                ("ledger/domain", "ledger/log"), ("node/core", "ledger/store"),
                ("node/core", "wire"), ("wire", "ledger/store"), ("ledger/store", "wire"),
                ("tools", "node"), ("node", "tools"), ("crypto", "ledger/log")):
            self.expect_code(source, f'#include "{target}/part.h"', "include-fence")

    def test_links_follow_the_includes(self):
        self.expect("ledger/domain/CMakeLists.txt",
                    "kuboluk_box(domain SOURCES part.cpp LINKS kuboluk_store)\n", "link-fence")

    def test_include_paths(self):
        self.expect_code("crypto", '#include "no_such.h"', "include-path")
        self.expect_code("ledger/log", "#include <crypto/part.h>", "include-path")
        self.expect("ledger/batches/part.h", HEADER, "box-unknown")

    def test_libraries_stay_behind_their_box(self):
        for box, header in (
                ("ledger/log", "sodium.h"), ("node", "openssl/evp.h"), ("ledger/proof", "lmdb.h"),
                ("node", "capnp/message.h"), ("tools", "kj/common.h"),
                ("node/core", "boost/asio.hpp"), ("wire", "boost/beast/http.hpp"),
                ("ledger/store", "boost/json.hpp"), ("crypto", "spdlog/spdlog.h"),
                ("ledger/domain", "unicode/unistr.h"), ("ledger/log", "date/date.h"),
                ("node/core", "CLI/CLI.hpp"), ("wire", "toml++/toml.h"),
                ("crypto", "catch2/catch.hpp")):
            self.expect_code(box, f"#include <{header}>", "library-fence")

    def test_some_libraries_stay_out_of_headers(self):
        for box, header in (("crypto", "sodium.h"), ("ledger/store", "lmdb.h"),
                            ("wire", "capnp/message.h")):
            self.expect(f"{box}/part.h", HEADER + f"\n#include <{header}>\n", "library-fence")
            self.expect_code(box, f"#include <{header}>")

    def test_libraries_at_home(self):
        for box, header in (("node", "boost/asio.hpp"), ("tools", "boost/beast.hpp"),
                            ("tools", "boost/json.hpp"), ("node", "spdlog/spdlog.h"),
                            ("ledger/domain", "date/date.h"), ("tools", "CLI/CLI.hpp"),
                            ("tests", "sodium.h"), ("crypto", "boost/system/result.hpp")):
            self.expect_code(box, f"#include <{header}>")

    def test_pure_boxes_take_no_clock_file_thread_or_chance(self):
        for box in ("ledger/log", "ledger/domain", "ledger/batch", "ledger/proof", "node/core"):
            self.expect_each(box, *((f"#include <{header}>", "pure-box") for header in (
                "chrono", "fstream", "iostream", "thread", "mutex", "filesystem", "cstdio", "ctime",
                "unistd.h", "sys/stat.h", "locale", "random", "unordered_map", "unordered_set")))
        self.expect_code("node", "#include <chrono>")
        for call in ("std::time(nullptr)", "clock()", 'getenv("X")'):
            self.expect_code("node/core", f"auto x = {call};", "pure-box")
        self.expect_code("node/core", "auto x = rand();", "pure-box", "rand")
        self.expect_code("node/core", "auto x = entry.time();")
        self.expect_code("node/core", "auto x = known_time(3);")

    def test_no_floating_point_in_the_domain(self):
        self.expect_code("ledger/domain", "double share = 1;", "no-floating-point")
        self.expect_code("ledger/log", "double share = 1;")

    def test_boost_json_is_compiled_once(self):
        write(self.root, {"tools/part.cpp": "#include <boost/json/src.hpp>\n"})
        self.addCleanup(write, self.root, {"tools/part.cpp": self.files["tools/part.cpp"]})
        self.expect_code("node", "#include <boost/json/src.hpp>")
        self.expect("tools/zz.cpp", "#include <boost/json/src.hpp>\n", "json-source-once",
                    "source-list")


class Sizes(Planting):
    def test_files(self):
        self.expect("crypto/part.h", HEADER + "// x\n" * 598)
        self.expect("crypto/part.h", HEADER + "// x\n" * 599, "file-length")
        self.expect("scripts/long.py", "x = 1\n" * 601, "file-length")

    def test_lines(self):
        self.expect("crypto/part.h", HEADER + "// " + "x" * 97 + "\n")
        self.expect("crypto/part.h", HEADER + "// " + "x" * 98 + "\n", "line-length")
        self.expect("notes.md", "x" * 111 + "\n", "line-length")
        self.expect("notes.md", "| " + "x" * 111 + " |\n")
        self.expect("notes.md", "See https://example.org/" + "x" * 111 + "\n")

    def test_functions(self):
        for head in ("int long_one(int x) {", "auto Long::one(int x) const -> Result<int> {",
                     "template <typename T>\nint long_one(T x) requires Small<T> {",
                     "auto long_one = [](int x) {",
                     "Long::Long(int x) : a_{{f(1), 2}}, b_{x} {", 'TEST_CASE("long") {'):
            extra = head.count("\n")
            with self.subTest(head):
                self.assertNotIn("function-length", self.rules_with(
                    "tools/part.cpp", body(70 - extra, head)))
                self.assertIn("function-length", self.rules_with(
                    "tools/part.cpp", body(71 - extra, head)))

    def test_functions_inside_other_things(self):
        for before, after in (
                ("namespace a::b {\n", "}\n"), ("class X final : public Y<int(int)> {\n public:\n", "};\n"),
                ("struct alignas(8) X {\n  X() : a_{1}, b_(2) {}\n", "};\n"),
                ("struct X {\n  X()\n      : a_{f(1)},\n        b_{2} {\n    go();\n  }\n", "};\n"),
                ("const int table[] = {1, 2};\nconst char* s = R\"x(\"{{{)x\"; // {\n", ""),
                ("const char c = '{';\nconst int n = 1'000 + int('{') + 2'000;\n", ""),
                ("#if A\nint f(int x) {\n#else\nint f(long x) {\n#endif\n", "}\n")):
            with self.subTest(before):
                for lines, found in ((60, False), (75, True)):
                    text = before + body(lines) + after
                    self.assertEqual(
                        "function-length" in self.rules_with("tools/part.cpp", text), found)

    def test_a_long_class_is_no_long_function(self):
        many = "".join(f"  int f{n}() {{ return {n}; }}\n" for n in range(80))
        for head in ("class X", "struct alignas(8) X final", "class X : public Y<int(int)>"):
            self.expect("crypto/part.h", f"{HEADER}\n{head} {{\n public:\n{many}}};\n")

    def test_python_functions(self):
        self.expect("scripts/long.py", "def f():\n" + "    x = 1\n" * 69)
        self.expect("scripts/long.py", "def f():\n" + "    x = 1\n" * 70, "function-length")


class Format(Planting):
    def findings(self) -> list[Finding]:
        return run(Tree(self.root))

    def test_clang_format(self):
        self.expect("tools/part.cpp", "int   x=1;\n", "format")
        self.expect("tests/part_test.cpp", "int f( ) { return 1 ; }\n", "format")

    def test_white_space(self):
        self.expect("notes.md", "# A\ntext \n", "trailing-space")
        self.expect("notes.md", "# A\r\ntext\n", "line-ending")
        self.expect("notes.md", "# A", "final-newline")
        self.expect("notes.md", "# A\n\n", "final-newline")
        self.expect("crypto/part.h", HEADER + "// a\tb\n", "tab")
        self.expect("notes.md", "<" * 7 + " HEAD\n", "merge-marker")

    def test_data_stays_as_it_is(self):
        self.expect("tests/testdata/broken.note", "no newline, \r\n blanks  ")

    def test_what_is_not_utf8(self):
        (self.root / "notes.md").write_bytes(b"caf\xe9\n")
        self.addCleanup((self.root / "notes.md").unlink)
        self.assertEqual([finding.rule for finding in self.findings()], ["utf-8"])


class Banned(Planting):
    def test_constructs(self):
        self.expect_each("tools", *((line, rule) for rule, line in (
                ("catch-all", "void f() try {\n} catch (...) {\n}"),
                ("rand", "int x = std::rand();"), ("rand", "int x = rand();"),
                ("random-device", "std::random_device device;"),
                ("distribution", "std::uniform_int_distribution<int> dice(1, 6);"),
                ("shuffle", "auto f = [](auto& x) { std::shuffle(x.begin(), x.end(), g); };"),
                ("assert", "auto f = [] { assert(true); };"), ("assert", "#include <cassert>"),
                ("ndebug", "#ifdef NDEBUG\n#endif"),
                ("using-namespace", "using namespace std;"),
                ("c-string", "auto f = [](char* to) { strcpy(to, from); };"),
                ("c-string", "auto f = [](char* to) { std::sprintf(to, from); };"),
                ("c-number", "int x = atoi(text);"), ("c-number", "auto x = std::strtoull(a, b, 10);"),
                ("sto-number", "int x = std::stoi(text);"),
                ("reinterpret-cast", "auto x = reinterpret_cast<char*>(y);"),
                ("const-cast", "auto x = const_cast<char*>(y);"),
                ("capture-all", "auto f = [=] { return x; };"),
                ("goto", "auto f = [] { goto end; };"), ("volatile", "volatile int x = 1;"),
                ("endl", "auto f = [] { out << std::endl; };"),
                ("process-end", "auto f = [] { std::exit(1); };"),
                ("process-end", "auto f = [] { abort(); };"),
                ("process-end", "auto f = [] { ::exit(1); };"),
                ("test-hook", "#ifdef BUILD_TESTS\n#endif"),
                ("test-hook", "int stall_for_testing = 1;"),
                ("detach", "auto f = [] { worker.detach(); };"),
                ("co-await-braces", "auto f = [] { co_await send(Message{1, 2}); };"),
                ("co-await-braces", "auto f = [] { auto x = co_await link->send({1, 2}); };"),
                ("co-await-braces", "auto f = [] { co_await wait(1, [x] { go(); }, Frame{}); };"))))
        self.expect("tools/part.h", HEADER + "\nusing namespace kuboluk;\n",
                    "using-namespace-header")

    def test_where_some_are_allowed(self):
        self.expect_code("ledger/store", "auto x = reinterpret_cast<char*>(y);")
        self.expect_code("wire", "auto x = reinterpret_cast<char*>(y);")
        self.expect_code("tests", "int stall_for_testing = 1;")
        write(self.root, {"tools/main.cpp": "int main() {\n  std::exit(2);\n}\n",
                          "tools/CMakeLists.txt": "kuboluk_box(tools SOURCES main.cpp part.cpp)\n"})
        self.addCleanup((self.root / "tools/main.cpp").unlink)
        self.addCleanup(write, self.root,
                        {"tools/CMakeLists.txt": self.files["tools/CMakeLists.txt"]})
        self.assertEqual(self.findings(), [])

    def test_what_only_looks_alike(self):
        self.expect_each("tools", *((line, "") for line in (
                'static_assert(sizeof(int) == 4, "exit(1) goto volatile");',
                "// goto, volatile, assert(x), co_await f(X{1}), catch (...)",
                "void Transaction::abort() { mdb_txn_abort(handle_); }",
                "auto f = [] { transaction.abort(); };", "auto f = [](int operand) { sprand(1); };",
                "auto f = [] { std::mt19937_64 random(7); return random() % 6; };",
                'const char* pattern = "/tmp/kuboluk.XXXXXX";',
                "void f() try {\n} catch (const std::bad_alloc&) {\n}",
                "auto f = [&] { return x[0]; };", "using namespace std::string_view_literals;",
                "auto f = [] { co_await wait(1, [x](int y) mutable -> int { return X{y}; }); };",
                "auto f = [] {\n  if (co_await ready()) {\n    go(Message{1});\n  }\n};",
                "auto f = [] {\n  const Message m{1, 2};\n  co_await send(m);\n};",
                "asio::co_spawn(io, run(), asio::detached);")))

    def test_texts(self):
        for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X"):
            self.expect("crypto/part.h", HEADER + f"// {word}: later\n", "to-do")
            self.expect("notes.md", f"{word}: later\n", "to-do")
        for place in ("/" + "work/main", "/" + "tmp/brief.md", "/" + "home/somebody/x"):
            self.expect("notes.md", f"See {place}.\n", "local-path")
            self.expect("tests/testdata/any", f"See {place}.\n", "local-path")
        self.expect("scripts/loose", "#!/bin/sh\necho\n", "strict-bash")
        self.expect("scripts/strict", "#!/usr/bin/env bash\nset -euo pipefail\n")


class Layout(Planting):
    def remove(self, path: str) -> None:
        (self.root / path).unlink()
        self.addCleanup(write, self.root, {path: self.files[path]})

    def test_every_box_and_the_top_have_a_short_readme(self):
        self.expect("crypto/README.md", "x\n" * 70)
        self.expect("crypto/README.md", "x\n" * 71, "readme-length")
        self.expect("README.md", "x\n" * 120)
        self.expect("README.md", "x\n" * 121, "readme-length")
        for path in ("README.md", *(f"{box}/README.md" for box in BOXES)):
            with self.subTest(path):
                self.remove(path)
                found = self.findings()
                self.assertEqual([(f.path, f.rule) for f in found], [(path, "readme-missing")])
                self.doCleanups()

    def test_source_lists(self):
        self.expect("crypto/extra.cpp", SOURCE, "source-list")
        self.expect("tests/extra_test.cpp", SOURCE, "source-list")
        self.expect("crypto/CMakeLists.txt", "kuboluk_box(crypto SOURCES part.cpp gone.cpp)\n",
                    "source-list")
        self.expect("tests/CMakeLists.txt", TEST_CMAKE.replace("part_test.cpp)", "part_test.cpp\n"
                    "  part.cpp ${CMAKE_SOURCE_DIR}/crypto/part.cpp ${GENERATED}/peer.cpp)"))

    def test_headers(self):
        self.expect("crypto/part.h", "// What it is for.\n", "pragma-once")
        self.expect("crypto/part.h", "#pragma once\n", "header-comment")
        self.expect("crypto/part.h", "#pragma once\n\nint f();\n", "header-comment")

    def test_names(self):
        for path in ("crypto/string_util.h", "crypto/Common.h", "crypto/misc/x.h",
                     "crypto/helpers.h"):
            self.expect(path, HEADER, "vague-name")

    def test_templates_escape(self):
        self.expect("node/page.tpl", "<html>\n", "autoescape")
        self.expect("node/page.tpl", '{{%AUTOESCAPE context="HTML"}}\n<html>\n')


class CommandLine(Planting):
    def tidy(self) -> subprocess.CompletedProcess:
        return subprocess.run([ROOT / "scripts" / "tidy", "--root", self.root], text=True,
                              capture_output=True, check=False)

    def test_exit_code_and_closing_line(self):
        answer = self.tidy()
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertRegex(answer.stdout, r"\Atidy: 74 of 75 .*\ntidy: \d+ files, 0 findings\n\Z")
        write(self.root, {"tools/part.cpp": "\nint f();\nvolatile int volatile_;\n"})
        self.addCleanup(write, self.root, {"tools/part.cpp": self.files["tools/part.cpp"]})
        answer = self.tidy()
        self.assertEqual(answer.returncode, 1)
        self.assertRegex(answer.stdout, r"(?m)^tools/part\.cpp:3: volatile: .+$")
        self.assertRegex(answer.stdout, r"tidy: \d+ files, 1 finding\n\Z")

    def test_ignored_files_are_left_alone_with_and_without_git(self):
        write(self.root, {"build-x/bad.md": "bad \n", "build/bad.md": "bad \n"})
        self.addCleanup(shutil.rmtree, self.root / "build-x")
        self.addCleanup(shutil.rmtree, self.root / "build")
        without_git = self.tidy()
        subprocess.run(["git", "init", "-q", self.root], check=True)
        self.addCleanup(shutil.rmtree, self.root / ".git")
        with_git = self.tidy()
        self.assertEqual(without_git.stdout, with_git.stdout)
        self.assertEqual(with_git.returncode, 0)
        self.expect("notes.md", "untracked, not ignored \n", "trailing-space")


if __name__ == "__main__":
    unittest.main()

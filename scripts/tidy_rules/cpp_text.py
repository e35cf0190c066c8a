"""C++ as text: comments and strings blanked out, and function bodies found by matching braces.

This is not a parser. It knows just enough of the language that a brace in a string, a comment or a
raw string is never counted, and that a class or namespace is not taken for a function.
"""

import dataclasses
import re

# Numbers and words are matched too, so that the ' of 1'000 and the R of R"( are read rightly.
TOKEN = re.compile(
    r'(?P<raw>(?:u8|[uUL])?R"(?P<fence>[^()\\\s]{0,16})\(.*?\)(?P=fence)")'
    r"|(?P<comment>//(?:\\\n|[^\n])*|/\*.*?(?:\*/|\Z))"
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<word>[A-Za-z_]\w*|\.?\d(?:[\w.]|'(?=\w))*)"
    r"|(?P<char>'(?:\\.|[^'\\\n])+')",
    re.DOTALL)
NOT_NEWLINE = re.compile(r"[^\n]")

LABEL = re.compile(r"\s*(?:public|private|protected)\s*:(?!:)")
ATTRIBUTE = re.compile(r"\[\[.*?\]\]|\balignas\s*\([^()]*\)", re.DOTALL)
TEMPLATE = re.compile(r"^\s*template\s*<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>")
SCOPE = re.compile(r"^\s*(?:inline\s+)?namespace\b|^\s*extern\s+\"")
TYPE = re.compile(r"^\s*(?:typedef\s+|static\s+|constexpr\s+)*(?:class|struct|union|enum)\b")
AFTER_PARAMETERS = re.compile(
    r"(?:[)&]|\b(?:const|noexcept|override|final|mutable|try)|->[^;{}()]*|\brequires\b[^;{}]*)\s*$")
DIRECTIVE = re.compile(r"[ \t]*#[ \t]*(\w*)")
CONSTRUCTOR_LIST = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)")


def blank(text: str, *, strings: bool) -> str:
    """`text` with comments (and the content of strings) turned to spaces; lines stay in place."""
    def replace(match: re.Match) -> str:
        whole = match.group()
        if match.lastgroup == "comment":
            return NOT_NEWLINE.sub(" ", whole)
        if not strings or match.lastgroup == "word":
            return whole
        return whole[0] + NOT_NEWLINE.sub(" ", whole[1:-1]) + whole[-1]
    return TOKEN.sub(replace, text)


@dataclasses.dataclass(frozen=True)
class Function:
    start: int  # offset of the first character of the signature
    end: int    # offset of the closing brace


def functions(code: str) -> list[Function]:
    """The outermost function bodies of blanked code, each with its signature."""
    code = _without_directives(code)
    found: list[Function] = []
    open_braces: list[tuple[str, int]] = []  # what each brace opened, where its head started
    head = 0
    for match in re.finditer(r"[{};]", code):
        mark, at = match.group(), match.start()
        inside = open_braces[-1][0] if open_braces else "scope"
        if mark == "{":
            kind = _what_opens(code[head:at]) if inside == "scope" else "inner"
            open_braces.append((kind, head))
            if kind != "value":
                head = at + 1
        elif mark == "}" and open_braces:
            kind, started = open_braces.pop()
            if kind == "function":
                found.append(Function(_first_of_head(code, started), at))
            if kind == "value":
                head = started  # `a_{1} {`: the head of the body goes on after the value
            elif kind != "inner":
                head = at + 1
        elif mark == ";" and inside == "scope":
            head = at + 1
    return found


def _what_opens(head: str) -> str:
    head = LABEL.sub("", head, count=1) if LABEL.match(head) else head
    head = ATTRIBUTE.sub("", head)
    while TEMPLATE.match(head):
        head = TEMPLATE.sub("", head, count=1)
    has_body = "(" in head and AFTER_PARAMETERS.search(head)
    if SCOPE.match(head) or (TYPE.match(head) and not has_body):
        return "scope"
    # `: a_(x), b_` before a brace is a member's value; after a value comes the body.
    listed = CONSTRUCTOR_LIST.search(head)
    if listed:
        return "function" if head.rstrip().endswith((")", "}")) else "value"
    return "function" if has_body else "value"


def _first_of_head(code: str, start: int) -> int:
    label = LABEL.match(code, start)
    while label:
        start = label.end()
        label = LABEL.match(code, start)
    while code[start].isspace():
        start += 1
    return start


def _without_directives(code: str) -> str:
    """Preprocessor lines and every #else arm blanked: both arms may open the same brace."""
    kept = []
    arms: list[bool] = []  # for each open #if, whether we are past its first arm
    continued = False
    for line in code.split("\n"):
        directive = DIRECTIVE.match(line)
        if directive and not continued:
            word = directive.group(1)
            if word.startswith("if"):
                arms.append(False)
            elif word.startswith("el") and arms:
                arms[-1] = True
            elif word == "endif" and arms:
                arms.pop()
        hidden = directive or continued or any(arms)
        continued = bool(directive or continued) and line.endswith("\\")
        kept.append(" " * len(line) if hidden else line)
    return "\n".join(kept)

"""The house's walls: which way imports go, and how large a module may be. Each breach names file and line."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# From the top of the hill to its foot: a room may import only rooms that stand after it.
FLIGHT = [
    *(
        "portal",
        "webhooks",
        "reporting",
        "retention",
        "appeals",
        "dossiers",
        "glass_box",
        "regrading",
        "certificates",
        "results",
        "grading",
        "proctoring",
        "rehearsals",
        "lockdown",
        "delivery",
        "notices",
    ),
    *(
        "sittings",
        "cut_scores",
        "authoring",
        "candidates",
        "training",
        "centres",
        "organisations",
        "programmes",
    ),
    *("accounts", "documents", "core"),
]
TOP = {"__init__", "__main__", "application", "cli", "worker", "serving", "commands", "demo"}
LONGEST_MODULE = 500
LONGEST_FUNCTION = 60
REFUSED_NAMES = {"utils", "helpers", "common", "service", "manager", "misc"}
PURE = {"flask", "sqlalchemy", "requests", "socket", "examapp", "urllib.request", "http.client"}


def _modules(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py"))


def _room(path: Path) -> str:
    parts = path.relative_to(ROOT / "examapp").with_suffix("").parts
    return parts[0]


def _imports(path: Path) -> Iterator[tuple[int, str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name, 0
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or "", node.level
            for name in node.names:
                yield node.lineno, f"{node.module}.{name.name}", node.level


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_rooms_import_downhill_only() -> None:
    breaches = []
    for path in _modules("examapp"):
        room = _room(path)
        if room in TOP:
            continue
        assert room in FLIGHT, f"{path} stands in no room of the flight"
        for line, name, _level in _imports(path):
            parts = name.split(".")
            if parts[0] in {"migrations", "tests", "wsgi"}:
                breaches.append(f"{_where(path, line)} imports {name}")
            if parts[0] != "examapp" or len(parts) < 2:
                continue
            target = parts[1]
            if target in TOP or (target in FLIGHT and FLIGHT.index(target) < FLIGHT.index(room)):
                breaches.append(f"{_where(path, line)} imports {name} uphill")
    assert not breaches, "\n".join(breaches)


def test_question_bank_knows_no_web_no_database_no_room() -> None:
    breaches = [
        f"{_where(path, line)} imports {name}"
        for path in _modules("question_bank")
        for line, name, _level in _imports(path)
        if name.split(".")[0] in PURE or name in PURE
    ]
    assert not breaches, "\n".join(breaches)


def test_no_relative_import_and_none_inside_a_function() -> None:
    breaches = []
    for folder in ("examapp", "question_bank", "migrations"):
        for path in _modules(folder):
            breaches += [
                f"{_where(path, line)} is relative" for line, _name, level in _imports(path) if level
            ]
            for function in _functions(path):
                breaches += [
                    f"{_where(path, node.lineno)} imports inside {function.name}"
                    for node in ast.walk(function)
                    if isinstance(node, ast.Import | ast.ImportFrom)
                ]
    assert not breaches, "\n".join(breaches)


def test_only_the_database_module_commits() -> None:
    breaches = [
        _where(path, number)
        for path in _modules("examapp")
        if path.relative_to(ROOT / "examapp").as_posix() not in {"core/db.py", "delivery/writer_lane.py"}
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if ".commit(" in text
    ]
    assert not breaches, "\n".join(breaches)


def test_verb_modules_and_models_do_not_know_flask() -> None:
    edges = {"views", "api", "web_forms", "navigation", "blueprint"}
    breaches = []
    for path in _modules("examapp"):
        room = _room(path)
        if room in TOP or room in {"core", "documents"} or path.stem in edges or path.stem.endswith("_views"):
            continue
        breaches += [
            f"{_where(path, line)} imports {name}"
            for line, name, _level in _imports(path)
            if name.split(".")[0] in {"flask", "werkzeug"} and not name.startswith("flask_babel")
        ]
    # The loader of sign-in cookies hands Flask-Login the value that it asks for.
    assert not [breach for breach in breaches if "accounts/signed_in.py" not in breach], "\n".join(breaches)


def test_modules_and_functions_stay_small() -> None:
    breaches = []
    for folder in ("examapp", "question_bank"):
        for path in _modules(folder):
            length = len(path.read_text(encoding="utf-8").splitlines())
            if length > LONGEST_MODULE:
                breaches.append(f"{_where(path, 1)} has {length} lines")
            breaches += [
                f"{_where(path, node.lineno)} {node.name} has {node.end_lineno - node.lineno + 1} lines"
                for node in _functions(path)
                if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
            ]
    assert not breaches, "\n".join(breaches)


def test_no_drawer_for_everything() -> None:
    assert not [
        path for path in _modules("examapp") + _modules("question_bank") if path.stem in REFUSED_NAMES
    ]


@pytest.mark.parametrize("room", [room for room in FLIGHT if (ROOT / "examapp" / room).is_dir()])
def test_each_room_says_what_it_is_for(room: str) -> None:
    module = ROOT / "examapp" / room / "__init__.py"
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    assert len(docstring.split()) >= 15
    assert "import" in docstring


def test_no_foreign_host_in_what_is_served_or_installed() -> None:
    hosts = ("pypi.org", "pythonhosted", "npmjs", "cdn.", "googleapis", "unpkg", "jsdelivr", "cdnjs")
    breaches = []
    for folder in ("examapp", "requirements", "migrations", "question_bank"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".js", ".css", ".txt", ".svg", ".json", ".toml"}:
                text = path.read_text(encoding="utf-8")
                breaches += [f"{path.relative_to(ROOT)} names {host}" for host in hosts if host in text]
    assert not breaches, "\n".join(breaches)

"""Every kind of act that the code can write into the audit log, read from the code itself.

Each call of `record` or `record_many` is followed from its `act` back to the words that callers hand in; an
enumeration stands for all its members. What cannot be followed is an error: then this reader must learn it.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Module:
    name: str
    tree: ast.Module
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)


class NotFollowed(LookupError):
    pass


def list_act_kinds() -> set[str]:
    """Return the kinds, such as `attempt.sealed`."""
    return Reader(_read_modules()).kinds()


def _read_modules() -> dict[str, Module]:
    modules = {}
    for path in sorted((ROOT / "examapp").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        made = Module(name, ast.parse(path.read_text(encoding="utf-8")))
        for node in ast.walk(made.tree):
            if isinstance(node, ast.ImportFrom):
                made.imports |= {one.asname or one.name: (node.module or "", one.name) for one in node.names}
            elif isinstance(node, ast.FunctionDef):
                made.functions.setdefault(node.name, node)
            elif isinstance(node, ast.ClassDef):
                made.classes.setdefault(node.name, node)
        modules[name] = made
    return modules


class Reader:
    def __init__(self, modules: dict[str, Module]) -> None:
        self.modules = modules
        self.calls: dict[str, list[tuple[Module, ast.FunctionDef | None, ast.Call]]] = {}
        for module in modules.values():
            for function, call in _calls(module.tree):
                name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
                self.calls.setdefault(name, []).append((module, function, call))

    def kinds(self) -> set[str]:
        found: set[str] = set()
        for name in ("record", "record_many"):
            for module, function, call in self.calls[name]:
                if module.imports.get(name) == ("examapp.core.audit", name):
                    (act,) = [word.value for word in call.keywords if word.arg == "act"]
                    found |= self.follow(act, module, function)
        return found

    def follow(self, node: ast.expr, module: Module, function: ast.FunctionDef | None) -> set[str]:
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.IfExp():
                return self.follow(node.body, module, function) | self.follow(node.orelse, module, function)
            case ast.JoinedStr():
                parts = [self.follow(part, module, function) for part in node.values]
                return {"".join(chosen) for chosen in product(*parts)}
            case ast.FormattedValue() | ast.Attribute(attr="value"):
                return self.follow(node.value, module, function)
            case ast.Attribute(value=ast.Name(id=owner), attr=member):
                return {self._members(owner, module)[member]}
            case ast.Name(id=name) if function is not None:
                return self._follow_name(name, module, function)
        raise NotFollowed(f"{module.name}: {ast.unparse(node)}")

    def _follow_name(self, name: str, module: Module, function: ast.FunctionDef) -> set[str]:
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        for place, argument in enumerate(arguments):
            if argument.arg == name:
                if isinstance(argument.annotation, ast.Name) and argument.annotation.id != "str":
                    return set(self._members(argument.annotation.id, module).values())
                return self._follow_callers(module, function, name, place)
        given = [
            node.value
            for node in (*ast.walk(function), *module.tree.body)  # a name of the function, or of its module
            if isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        ]
        if not given:
            raise NotFollowed(f"{module.name}: {name} in {function.name}")
        return set().union(*(self.follow(value, module, function) for value in given))

    def _follow_callers(self, module: Module, function: ast.FunctionDef, name: str, place: int) -> set[str]:
        found: set[str] = set()
        for caller, within, call in self.calls.get(function.name, []):
            if caller is not module and caller.imports.get(function.name, ("", ""))[0] != module.name:
                continue
            named = [word.value for word in call.keywords if word.arg == name]
            found |= self.follow(named[0] if named else call.args[place], caller, within)
        if not found:
            raise NotFollowed(f"{module.name}: nobody calls {function.name}")
        return found

    def _members(self, owner: str, module: Module) -> dict[str, str]:
        there = module
        if owner not in module.classes:
            source, owner = module.imports[owner]
            there = self.modules[source]
        if owner not in there.classes:
            return self._members(owner, there)
        return {
            target.id: node.value.value
            for node in there.classes[owner].body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }


def _calls(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
    inner: dict[ast.Call, ast.FunctionDef] = {}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            inner |= {node: function for node in ast.walk(function) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield inner.get(node), node

"""What the guards of the plan look at: the modules with their imports, the templates, the contracts."""

import ast
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "cafepol"
TEMPLATES = ROOT / "templates"


@dataclass(frozen=True)
class Module:
    """One module of the program."""

    path: Path

    @cached_property
    def name(self) -> str:
        """Its dotted name."""
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")

    @cached_property
    def last(self) -> str:
        """The last part of its name, which says which room it is."""
        return self.name.rpartition(".")[2]

    @cached_property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @cached_property
    def imports(self) -> set[str]:
        """Every module that it imports, at its top or inside a function."""
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = {f"{node.module}.{alias.name}" for alias in node.names}
                ours = {name for name in names if (ROOT / name.replace(".", "/")).with_suffix(".py").exists()}
                found |= ours if len(ours) == len(names) else ours | {node.module}
        return found

    @cached_property
    def strings(self) -> list[str]:
        """Every string of the code that is not a docstring."""
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        return [
            node.value
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        ]

    def __hash__(self) -> int:
        return hash(self.path)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the program but the revisions of the database."""
    return tuple(Module(p) for p in sorted(CODE.rglob("*.py")) if "migrations" not in p.parts)


@cache
def templates() -> dict[str, str]:
    """The templates by name, with their text."""
    found = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
    return {str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in found}


@cache
def rules() -> frozenset[str]:
    """The modules that pyproject.toml calls rules."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (pure,) = [contract for contract in contracts if contract["name"].startswith("rules are pure")]
    return frozenset(pure["source_modules"])

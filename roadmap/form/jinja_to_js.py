"""The preview of a sheet: blocks translated to JavaScript at build time, and the data that they need.

The template stays the only source: the browser runs its translation, and evaluates nothing.
"""

import json
import types
import typing
from collections.abc import Iterable, Iterator

import jinja2
import msgspec
from jinja2 import nodes

from roadmap.model import records
from roadmap.model.roadmap import OPEN_STATUSES, STALE_AFTER_MONTHS, Roadmap
from roadmap.text.partial_dates import PartialDate

# What the generated code takes from the runtime, `theme/assets/form/preview.js`.
_RUNTIME = (
    "all, any, call, compare, concat, each, escaped, filters, get, named, safe, tests, truthy, unpacked"
)
_OPERATORS = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">="}
_SIMPLE_KINDS = {
    str: "text",
    records.Siren: "text",
    int: "integer",
    float: "float",
    bool: "boolean",
    PartialDate: "date",
}


# Names in the published JSON that are not those of the classes.
_PUBLISHED_NAMES = {"Milestone": "Step"}


class UnsupportedError(Exception):
    """A template uses what the translation does not know."""


def compile_block(name: str, env: jinja2.Environment) -> str:
    """Return the source of a module exporting `render(context, runtime)`, for the block `name`."""
    return _Block(f"{name}.html", env).source()


def preview_context(roadmap: Roadmap) -> dict:
    """Return what the preview needs to know of the roadmap, ready for JSON."""
    return {
        "axes": [msgspec.structs.asdict(axis) | {"source": None} for axis in roadmap.axes],
        "thematiques": {each.id: each.titre for each in roadmap.thematiques},
        "departement": msgspec.structs.asdict(roadmap.departement),
        "territoires": {each.id: each.nom for each in roadmap.epci},
        "acronymes": roadmap.acronyms,
        "libelles": {
            "/".join(map(str, ("action", *path))): part["x-libelles"]
            for path, part in roadmap.schemas.fields("action")
            if "x-libelles" in part
        },
        "records": _record_shapes(records.Action),
        "statuts_ouverts": sorted(OPEN_STATUSES),
        "mois_avant_ancienne": STALE_AFTER_MONTHS,
    }


def _record_shapes(record: type[records.Record]) -> dict[str, dict]:
    """Return the fields of a record, and of those that it holds: the kind of each, whether it is a list."""
    hints = typing.get_type_hints(record)
    name = _published_name(record)
    shapes: dict[str, dict] = {name: {}}
    for field in record.__struct_fields__:
        kind, is_list = _kind(hints[field])
        shapes[name][field] = {"kind": _SIMPLE_KINDS.get(kind) or _published_name(kind), "list": is_list}
        if issubclass(kind, records.Record):
            shapes |= _record_shapes(kind)
    return shapes


def _published_name(record: type) -> str:
    return _PUBLISHED_NAMES.get(record.__name__, record.__name__)


def _kind(hint: object) -> tuple[type, bool]:
    """Return the type that a hint names, None and tuples aside, and whether it is a list of them."""
    if isinstance(hint, types.UnionType):
        hint = next(each for each in typing.get_args(hint) if each is not types.NoneType)
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    return typing.cast("type", hint), False


def _literal(value: object) -> str:
    """Write a constant as JavaScript, harmless even inside a `script` element."""
    text = json.dumps(value, ensure_ascii=False).replace("</", "<\\/").replace("<!--", "\\u003c!--")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _assigned(body: Iterable[nodes.Node]) -> Iterator[str]:
    """Yield the names set by these statements; a loop or a macro keeps its own."""
    for node in body:
        if isinstance(node, nodes.Assign):
            yield from (each.name for each in node.find_all(nodes.Name) if each.ctx == "store")
        elif isinstance(node, nodes.If):
            yield from _assigned([*node.body, *node.elif_, *node.else_])


class _Block:
    """One block and the macros that it reaches, translated together."""

    def __init__(self, name: str, env: jinja2.Environment) -> None:
        self._env = env
        self.template = name
        self.free: set[str] = set()
        self.imports: dict[str, dict[str, nodes.Macro]] = {}
        self._files: dict[str, str] = {}
        self._wanted: list[tuple[str, str]] = []

    def parse(self, name: str) -> nodes.Template:
        """Return the tree of a template."""
        return self._env.parse(self._env.loader.get_source(self._env, name)[0], name)

    def source(self) -> str:
        """Return the module."""
        body = self.parse(self.template).body
        own = set(_assigned(body))
        lines = _Scope(self, self.template, own).statements(body)
        macros = self._macros()
        if clash := own & self.free:
            message = f"{self.template}: a macro reads {', '.join(sorted(clash))}, which the block sets"
            raise UnsupportedError(message)
        return "\n".join(
            [
                f"// Translated from theme/blocks/{self.template}: change the template, not this file.",
                "export function render(context, runtime) {",
                f"  const {{ {_RUNTIME} }} = runtime;",
                *(f"  const ${each} = named(context, {_literal(each)});" for each in sorted(self.free)),
                *macros,
                "  const out = [];",
                *lines,
                '  return out.join("");',
                "}",
                "",
            ]
        )

    def add_import(self, alias: str, name: str) -> None:
        """Take note of the macros of another template."""
        macros = self.parse(name).find_all(nodes.Macro)
        self.imports[alias] = {macro.name: macro for macro in macros}
        self._files[alias] = name

    def macro(self, alias: str, name: str) -> str:
        """Return the name of a macro's function, which the module will hold."""
        if (alias, name) not in self._wanted:
            self._wanted.append((alias, name))
        return f"{alias}_{name}"

    def _macros(self) -> list[str]:
        """Return the functions of the macros wanted; one may want others, met in turn."""
        lines: list[str] = []
        for alias, name in self._wanted:
            macro = self.imports[alias][name]
            parameters = [each.name for each in macro.args]
            scope = _Scope(self, self._files[alias], {*parameters, *_assigned(macro.body)}, alias)
            if macro.defaults:
                raise scope.unsupported(macro, "a default value")
            lines += [
                f"  function {alias}_{name}({', '.join(f'${each}' for each in parameters)}) {{",
                "    const out = [];",
                *scope.statements(macro.body, "    ", set(parameters)),
                '    return safe(out.join(""));',
                "  }",
            ]
        return lines


class _Scope:
    """Translates the statements and expressions of one template, where some names are known."""

    def __init__(self, block: _Block, template: str, names: set[str], alias: str = "") -> None:
        self._block = block
        self._template = template
        self._names = names
        self._alias = alias

    def unsupported(self, node: nodes.Node, what: str = "") -> UnsupportedError:
        """Return an error that says which template, and where, cannot be translated."""
        what = what or type(node).__name__
        return UnsupportedError(f"theme/blocks/{self._template}:{node.lineno}: no translation of {what}")

    def statements(self, body: list[nodes.Node], indent: str = "  ", given: Iterable[str] = ()) -> list[str]:
        """Translate the statements of a new scope: the names that it sets come first."""
        fresh = sorted(set(_assigned(body)) - set(given))
        return [*(f"{indent}let ${each};" for each in fresh), *self._lines(body, indent)]

    def _lines(self, body: list[nodes.Node], indent: str) -> list[str]:
        return [indent + line for node in body for line in self._statement(node)]

    def _statement(self, node: nodes.Node) -> list[str]:
        match node:
            case nodes.Output():
                return [f"out.push({self._printed(each)});" for each in node.nodes]
            case nodes.If():
                return self._if(node)
            case nodes.For():
                return self._for(node)
            case nodes.Assign():
                return [f"{self._target(node.target)} = {self._assignable(node)};"]
            case nodes.Import(template=nodes.Const(value=str() as name), with_context=True):
                self._block.add_import(node.target, name)
                return []
            case _:
                raise self.unsupported(node)

    def _printed(self, node: nodes.Node) -> str:
        return (
            _literal(node.data) if isinstance(node, nodes.TemplateData) else f"escaped({self._value(node)})"
        )

    def _if(self, node: nodes.If) -> list[str]:
        lines = [f"if ({self._condition(node.test)}) {{", *self._lines(node.body, "  ")]
        for other in node.elif_:
            lines += [f"}} else if ({self._condition(other.test)}) {{", *self._lines(other.body, "  ")]
        if node.else_:
            lines += ["} else {", *self._lines(node.else_, "  ")]
        return [*lines, "}"]

    def _for(self, node: nodes.For) -> list[str]:
        if node.else_ or node.test or node.recursive:
            raise self.unsupported(node, "a loop with else, if or recursive")
        targets = {each.name for each in node.target.find_all(nodes.Name)}
        if isinstance(node.target, nodes.Name):
            targets.add(node.target.name)
        names = self._names | targets | {"loop"} | set(_assigned(node.body))
        inner = _Scope(self._block, self._template, names, self._alias)
        head = f"for (const [{self._target(node.target)}, $loop] of each({self._value(node.iter)})) {{"
        return [head, *inner.statements(node.body), "}"]

    def _target(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Tuple):
            return f"[{', '.join(map(self._target, node.items))}]"
        if isinstance(node, nodes.Name):
            return f"${node.name}"
        raise self.unsupported(node)

    def _assignable(self, node: nodes.Assign) -> str:
        value = self._value(node.node)
        return f"unpacked({value})" if isinstance(node.target, nodes.Tuple) else value

    def _condition(self, node: nodes.Node) -> str:
        """Translate a test: what Python holds as false is not what JavaScript does."""
        if isinstance(node, nodes.Not):
            return f"!{self._condition(node.node)}"
        return f"truthy({self._value(node)})"

    def _value(self, node: nodes.Node) -> str:  # noqa: PLR0911 - one return a kind of node
        match node:
            case nodes.Const():
                return _literal(node.value)
            case nodes.Name():
                return self._name(node.name)
            case nodes.Getattr():
                return f"get({self._value(node.node)}, {_literal(node.attr)})"
            case nodes.List() | nodes.Tuple():
                return f"[{self._values(node.items)}]"
            case nodes.Concat():
                return f"concat({self._values(node.nodes)})"
            case nodes.And():
                return f"all({self._value(node.left)}, () => {self._value(node.right)})"
            case nodes.Or():
                return f"any({self._value(node.left)}, () => {self._value(node.right)})"
            case nodes.Not():
                return self._condition(node)
            case _:
                return self._operation(node)

    def _operation(self, node: nodes.Node) -> str:
        match node:
            case nodes.CondExpr():
                other = self._value(node.expr2) if node.expr2 else "undefined"
                return f"({self._condition(node.test)} ? {self._value(node.expr1)} : {other})"
            case nodes.Compare(ops=[nodes.Operand() as only]) if only.op in _OPERATORS:
                return f'compare({self._value(node.expr)}, "{_OPERATORS[only.op]}", {self._value(only.expr)})'
            case nodes.Filter() if node.node:
                self._refuse_keywords(node)
                return f"filters.{node.name}({self._values([node.node, *node.args])})"
            case nodes.Test():
                self._refuse_keywords(node)
                return f"tests.{node.name}({self._values([node.node, *node.args])})"
            case nodes.Call():
                self._refuse_keywords(node)
                return self._call(node)
            case _:
                raise self.unsupported(node)

    def _values(self, several: Iterable[nodes.Node]) -> str:
        return ", ".join(map(self._value, several))

    def _refuse_keywords(self, node: nodes.Filter | nodes.Test | nodes.Call) -> None:
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise self.unsupported(node, "named or unpacked arguments")

    def _name(self, name: str) -> str:
        if name not in self._names:
            self._block.free.add(name)
        return f"${name}"

    def _call(self, node: nodes.Call) -> str:
        """Translate a call: of a macro, of a method, of what the context gives."""
        arguments = self._values(node.args)
        match node.node:
            case nodes.Getattr(node=nodes.Name(name=alias), attr=name) if alias in self._block.imports:
                if name not in self._block.imports[alias]:
                    raise self.unsupported(node, f"the unknown macro {name}")
                return f"{self._block.macro(alias, name)}({arguments})"
            case nodes.Name(name=name) if name in self._block.imports.get(self._alias, {}):
                return f"{self._block.macro(self._alias, name)}({arguments})"
            case nodes.Getattr(node=owner, attr=name):
                return f"call({self._value(owner)}, {_literal(name)}, [{arguments}])"
            case nodes.Name(name=name):
                return f"{self._name(name)}({arguments})"
            case _:
                raise self.unsupported(node)

"""Jinja-to-JavaScript compiler: translates a block at build time for the form's live preview.

The template remains the only source; the browser imports the generated module and never calls `eval`.
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

# What the generated code imports from its runtime: `runtimeOf` of `theme/assets/form/jinja.js`.
_RUNTIME_NAMES = (
    "all, any, call, compare, concat, each, escaped, filters, get, named, safe, tests, truthy, unpacked"
)
_JS_OPERATORS = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">="}
_SCALAR_KINDS = {
    str: "text",
    records.Siren: "text",
    int: "integer",
    float: "float",
    bool: "boolean",
    PartialDate: "date",
}


class UnsupportedError(Exception):
    """A template uses a Jinja feature that the compiler does not support."""


def compile_block(name: str, env: jinja2.Environment) -> str:
    """Return the source of a JavaScript module that exports `render(context, runtime)` for a block.

    Raise UnsupportedError when the template, or a macro that it calls, cannot be translated.
    """
    return _BlockCompiler(f"{name}.html", env).compile()


def build_preview_context(roadmap: Roadmap) -> dict:
    """Return the data of the roadmap that the preview reads, ready for JSON."""
    return {
        "axes": [
            {"numero": axis.numero, "titre": axis.titre, "titre_court": axis.titre_court}
            for axis in roadmap.axes
        ],
        "thematiques": {thematic.id: thematic.titre for thematic in roadmap.thematiques},
        "departement": msgspec.structs.asdict(roadmap.departement),
        "territoires": {epci.id: epci.nom for epci in roadmap.epci},
        "acronymes": roadmap.acronyms,
        "libelles": {
            "/".join(map(str, ("action", *path))): part["x-libelles"]
            for path, part in roadmap.schemas.fields("action")
            if "x-libelles" in part
        },
        "records": _describe_records(records.Action),
        "statuts_ouverts": sorted(OPEN_STATUSES),
        "mois_avant_ancienne": STALE_AFTER_MONTHS,
    }


def _describe_records(record: type[records.Record]) -> dict[str, dict]:
    """Return the fields of a record class and of its nested ones: `{class: {field: {kind, list}}}`."""
    hints = typing.get_type_hints(record)
    name = record.__name__
    shapes: dict[str, dict] = {name: {}}
    for field in record.__struct_fields__:
        kind, is_list = _unwrap_hint(hints[field])
        shapes[name][field] = {"kind": _SCALAR_KINDS.get(kind) or kind.__name__, "list": is_list}
        if issubclass(kind, records.Record):
            shapes |= _describe_records(kind)
    return shapes


def _unwrap_hint(hint: object) -> tuple[type, bool]:
    """Return the type inside `X`, `X | None` or `tuple[X, ...]`, and whether it is a tuple."""
    if isinstance(hint, types.UnionType):
        hint = next(member for member in typing.get_args(hint) if member is not types.NoneType)
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    return typing.cast("type", hint), False


def _to_literal(value: object) -> str:
    """Return a constant as a JavaScript literal, safe even inside a `script` element."""
    text = json.dumps(value, ensure_ascii=False).replace("</", "<\\/").replace("<!--", "\\u003c!--")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _find_assigned_names(body: Iterable[nodes.Node]) -> Iterator[str]:
    """Yield the variables that statements set in their own scope: loops and macros have theirs."""
    for node in body:
        if isinstance(node, nodes.Assign):
            yield from (name.name for name in node.find_all(nodes.Name) if name.ctx == "store")
        elif isinstance(node, nodes.If):
            yield from _find_assigned_names([*node.body, *node.elif_, *node.else_])


class _BlockCompiler:
    """Compiles one block and the macros that it calls, directly or not, to one module.

    `free_names` are the variables that the template context must provide; `imports` are the macros of each
    imported template, by the alias of the import.
    """

    def __init__(self, name: str, env: jinja2.Environment) -> None:
        self._env = env
        self.template = name
        self.free_names: set[str] = set()
        self.imports: dict[str, dict[str, nodes.Macro]] = {}
        self._imported_templates: dict[str, str] = {}
        self._called_macros: list[tuple[str, str]] = []

    def parse(self, name: str) -> nodes.Template:
        """Return the syntax tree of a template."""
        return self._env.parse(self._env.loader.get_source(self._env, name)[0], name)

    def compile(self) -> str:
        """Return the source of the module."""
        body = self.parse(self.template).body
        assigned = set(_find_assigned_names(body))
        lines = _ScopeCompiler(self, self.template, assigned).compile_body(body)
        macros = self._compile_macros()
        if clash := assigned & self.free_names:
            message = f"{self.template}: a macro reads {', '.join(sorted(clash))}, which the block sets"
            raise UnsupportedError(message)
        return "\n".join(
            [
                f"// Translated from theme/blocks/{self.template}: change the template, not this file.",
                "export function render(context, runtime) {",
                f"  const {{ {_RUNTIME_NAMES} }} = runtime;",
                *(
                    f"  const ${name} = named(context, {_to_literal(name)});"
                    for name in sorted(self.free_names)
                ),
                *macros,
                "  const out = [];",
                *lines,
                '  return out.join("");',
                "}",
                "",
            ]
        )

    def add_import(self, alias: str, name: str) -> None:
        """Register the macros of an imported template."""
        macros = self.parse(name).find_all(nodes.Macro)
        self.imports[alias] = {macro.name: macro for macro in macros}
        self._imported_templates[alias] = name

    def use_macro(self, alias: str, name: str) -> str:
        """Return the name of the function of a macro, which is added to the module."""
        if (alias, name) not in self._called_macros:
            self._called_macros.append((alias, name))
        return f"{alias}_{name}"

    def _compile_macros(self) -> list[str]:
        """Return the functions of the called macros; the list grows while macros call others."""
        lines: list[str] = []
        for alias, name in self._called_macros:
            macro = self.imports[alias][name]
            parameters = [parameter.name for parameter in macro.args]
            names = {*parameters, *_find_assigned_names(macro.body)}
            scope = _ScopeCompiler(self, self._imported_templates[alias], names, alias)
            if macro.defaults:
                raise scope.unsupported(macro, "a default value")
            lines += [
                f"  function {alias}_{name}({', '.join(f'${parameter}' for parameter in parameters)}) {{",
                "    const out = [];",
                *scope.compile_body(macro.body, "    ", set(parameters)),
                '    return safe(out.join(""));',
                "  }",
            ]
        return lines


class _ScopeCompiler:
    """Translates statements and expressions in one scope of a template, where `names` are defined.

    `alias` is that of the import whose macro is compiled, empty in the block itself.
    """

    def __init__(self, block: _BlockCompiler, template: str, names: set[str], alias: str = "") -> None:
        self._block = block
        self._template = template
        self._names = names
        self._alias = alias

    def unsupported(self, node: nodes.Node, what: str = "") -> UnsupportedError:
        """Return an error with the template and the line of a node that cannot be translated."""
        what = what or type(node).__name__
        return UnsupportedError(f"theme/blocks/{self._template}:{node.lineno}: no translation of {what}")

    def compile_body(
        self, body: list[nodes.Node], indent: str = "  ", parameters: Iterable[str] = ()
    ) -> list[str]:
        """Translate the statements of a new scope, after the declarations of the variables that it sets."""
        variables = sorted(set(_find_assigned_names(body)) - set(parameters))
        return [*(f"{indent}let ${name};" for name in variables), *self._lines(body, indent)]

    def _lines(self, body: list[nodes.Node], indent: str) -> list[str]:
        return [indent + line for node in body for line in self._statement(node)]

    def _statement(self, node: nodes.Node) -> list[str]:
        match node:
            case nodes.Output():
                return [f"out.push({self._output(child)});" for child in node.nodes]
            case nodes.If():
                return self._if(node)
            case nodes.For():
                return self._for(node)
            case nodes.Assign():
                return [f"{self._target(node.target)} = {self._assigned_value(node)};"]
            case nodes.Import(template=nodes.Const(value=str() as name), with_context=True):
                self._block.add_import(node.target, name)
                return []
            case _:
                raise self.unsupported(node)

    def _output(self, node: nodes.Node) -> str:
        return (
            _to_literal(node.data)
            if isinstance(node, nodes.TemplateData)
            else f"escaped({self._value(node)})"
        )

    def _if(self, node: nodes.If) -> list[str]:
        lines = [f"if ({self._condition(node.test)}) {{", *self._lines(node.body, "  ")]
        for branch in node.elif_:
            lines += [f"}} else if ({self._condition(branch.test)}) {{", *self._lines(branch.body, "  ")]
        if node.else_:
            lines += ["} else {", *self._lines(node.else_, "  ")]
        return [*lines, "}"]

    def _for(self, node: nodes.For) -> list[str]:
        if node.else_ or node.test or node.recursive:
            raise self.unsupported(node, "a loop with else, if or recursive")
        targets = {name.name for name in node.target.find_all(nodes.Name)}
        if isinstance(node.target, nodes.Name):
            targets.add(node.target.name)
        names = self._names | targets | {"loop"} | set(_find_assigned_names(node.body))
        inner = _ScopeCompiler(self._block, self._template, names, self._alias)
        head = f"for (const [{self._target(node.target)}, $loop] of each({self._value(node.iter)})) {{"
        return [head, *inner.compile_body(node.body), "}"]

    def _target(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Tuple):
            return f"[{', '.join(map(self._target, node.items))}]"
        if isinstance(node, nodes.Name):
            return f"${node.name}"
        raise self.unsupported(node)

    def _assigned_value(self, node: nodes.Assign) -> str:
        value = self._value(node.node)
        return f"unpacked({value})" if isinstance(node.target, nodes.Tuple) else value

    def _condition(self, node: nodes.Node) -> str:
        """Translate a condition: Python and JavaScript do not agree on falsy values."""
        if isinstance(node, nodes.Not):
            return f"!{self._condition(node.node)}"
        return f"truthy({self._value(node)})"

    def _value(self, node: nodes.Node) -> str:  # noqa: PLR0911 - one return a kind of node
        match node:
            case nodes.Const():
                return _to_literal(node.value)
            case nodes.Name():
                return self._name(node.name)
            case nodes.Getattr():
                return f"get({self._value(node.node)}, {_to_literal(node.attr)})"
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
            case nodes.Compare(ops=[nodes.Operand() as operand]) if operand.op in _JS_OPERATORS:
                operands = self._value(node.expr), self._value(operand.expr)
                return f'compare({operands[0]}, "{_JS_OPERATORS[operand.op]}", {operands[1]})'
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

    def _values(self, expressions: Iterable[nodes.Node]) -> str:
        return ", ".join(map(self._value, expressions))

    def _refuse_keywords(self, node: nodes.Filter | nodes.Test | nodes.Call) -> None:
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise self.unsupported(node, "named or unpacked arguments")

    def _name(self, name: str) -> str:
        if name not in self._names:
            self._block.free_names.add(name)
        return f"${name}"

    def _call(self, node: nodes.Call) -> str:
        """Translate a call of a macro, of a method, or of a function of the context."""
        arguments = self._values(node.args)
        match node.node:
            case nodes.Getattr(node=nodes.Name(name=alias), attr=name) if alias in self._block.imports:
                if name not in self._block.imports[alias]:
                    raise self.unsupported(node, f"the unknown macro {name}")
                return f"{self._block.use_macro(alias, name)}({arguments})"
            case nodes.Name(name=name) if name in self._block.imports.get(self._alias, {}):
                return f"{self._block.use_macro(self._alias, name)}({arguments})"
            case nodes.Getattr(node=owner, attr=name):
                return f"call({self._value(owner)}, {_to_literal(name)}, [{arguments}])"
            case nodes.Name(name=name):
                return f"{self._name(name)}({arguments})"
            case _:
                raise self.unsupported(node)

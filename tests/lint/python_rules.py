"""Rules about Python code, read as a syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from .rule import Finding, Rule

OURS = r"^(wagtail_social|example_site)/.*\.py$"
PACKAGE = r"^wagtail_social/.*\.py$"
MIGRATIONS = r"/migrations/"
READERS = r"(^|/)(views|templatetags|tasks|feeds)(\.py|/)"

GETTEXT = re.compile(r"^(_|n?p?gettext(_lazy|_noop)?)$")
UNNAMED = re.compile(r"%[-#0+]*\d*(\.\d+)?[sdifrxX]")


def over_tree(
    find: Callable[[ast.AST], Iterator[tuple[ast.AST, str]]],
) -> Callable[[str, str], Iterator[Finding]]:
    """Turn a finder over nodes into one over a file's text."""

    def find_in_text(path: str, text: str) -> Iterator[Finding]:
        for node in ast.walk(ast.parse(text)):
            for where, what in find(node):
                yield getattr(where, "lineno", 1), what

    return find_in_text


def name_of(node: ast.AST) -> str:
    """Return the last name of ``a``, ``a.b`` or ``a.b()``; empty for anything else."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=called):
            return name_of(called)
    return ""


def uses(*names: str) -> Callable[[ast.AST], Iterator[tuple[ast.AST, str]]]:
    """Return a finder of any use or import of ``names``."""

    def find(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in names:
                yield node, name
            case ast.ImportFrom(names=imported):
                for alias in imported:
                    if alias.name in names:
                        yield node, alias.name

    return find


def trusted_html(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Find text declared to be safe HTML; the type alone may be named."""
    yield from uses("mark_safe", "html_safe")(node)
    match node:
        case ast.Call(func=called) if name_of(called) in {"SafeString", "SafeText"}:
            yield node, name_of(called)


def unguarded_reads(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Find a row fetched past the viewer: ``Model.objects.get()``, ``get_object_or_404(Model)``."""
    match node:
        case ast.Call(func=ast.Attribute(value=manager, attr="get" | "in_bulk")) if name_of(
            manager
        ) in {"objects", "_default_manager", "_base_manager"}:
            yield node, "a row fetched without asking who looks"
        case ast.Call(func=ast.Name(id="get_object_or_404"), args=[first, *_]) if (
            isinstance(first, ast.Name) and first.id[:1].isupper()
        ) or name_of(first) == "objects":
            yield node, "a row fetched without asking who looks"


def posted_keys(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Find ``request.POST["key"]``: what a person sends goes through a form."""
    match node:
        case ast.Subscript(value=ast.Attribute(attr="POST" | "FILES")):
            yield node, "read past the form"


def naive_times(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Find ``datetime.now()`` and its like, which know no zone."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="utcnow" | "utcfromtimestamp")) if (
            name_of(owner) == "datetime"
        ):
            yield node, "a time without a zone"
        case ast.Call(func=ast.Attribute(value=owner, attr="now"), args=[], keywords=[]) if (
            name_of(owner) == "datetime"
        ):
            yield node, "a time without a zone"
        case ast.Call(func=ast.Attribute(value=owner, attr="today")) if name_of(owner) in {
            "date",
            "datetime",
        }:
            yield node, "the server's day, not the reader's"


def unsound_messages(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Find texts that cannot be gathered or translated soundly."""
    if not (isinstance(node, ast.Call) and GETTEXT.match(name_of(node.func))):
        return
    for argument in node.args:
        match argument:
            case ast.JoinedStr():
                yield node, "an f-string cannot be gathered"
            case ast.BinOp():
                yield node, "put together before it is translated"
            case ast.Call(func=ast.Attribute(attr="format")):
                yield node, "formatted before it is translated"
            case ast.Constant(value=str(text)) if UNNAMED.search(text.replace("%%", "")):
                yield node, "a placeholder without a name"


def knows_the_web(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Find an import that ties an action to a request."""
    modules: list[str] = []
    match node:
        case ast.ImportFrom(module="django.http", names=[ast.alias(name="Http404")]):
            return
        case ast.ImportFrom(module=str(module), level=0):
            modules = [module]
        case ast.Import(names=imported):
            modules = [alias.name for alias in imported]
    for module in modules:
        if module in {"django.http", "django.shortcuts", "django.contrib.messages", "django.urls"}:
            yield node, f"an action that knows {module}"


def is_public(name: str) -> bool:
    """Say whether a name is for others; ``__init__`` and its like count."""
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def unannotated(function: ast.FunctionDef | ast.AsyncFunctionDef, method: bool) -> Iterator[str]:
    """Yield what has no type hint in the signature of ``function``."""
    spec = function.args
    arguments = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
    static = any(name_of(decorator) == "staticmethod" for decorator in function.decorator_list)
    if method and not static:
        arguments = arguments[1:]
    arguments += [extra for extra in (spec.vararg, spec.kwarg) if extra]
    yield from (argument.arg for argument in arguments if argument.annotation is None)
    if function.returns is None:
        yield "return"


def undocumented(path: str, text: str) -> Iterator[Finding]:
    """Find public things without a docstring or type hints.

    A method of a class with bases may be one that the base documents, so it needs type hints only;
    querysets are ours to document.
    """
    tree = ast.parse(text)
    if not tree.body:
        return
    if ast.get_docstring(tree) is None:
        yield 1, "a module without a docstring"
    documented_by_base = not re.search(r"(querysets|managers)\.py$", path)

    def visit(body: list[ast.stmt], owner: ast.ClassDef | None) -> Iterator[Finding]:
        for node in body:
            match node:
                case ast.ClassDef(name=name) if is_public(name) and name not in {"Meta", "Media"}:
                    if ast.get_docstring(node) is None:
                        yield node.lineno, f"class {name} without a docstring"
                    yield from visit(node.body, node)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if is_public(
                    name
                ):
                    inherited = owner is not None and owner.bases and documented_by_base
                    dunder = name.startswith("__")
                    if not inherited and not dunder and ast.get_docstring(node) is None:
                        yield node.lineno, f"{name}() without a docstring"
                    for missing in unannotated(node, method=owner is not None):
                        yield node.lineno, f"{name}() without a type hint for {missing}"

    yield from visit(tree.body, None)


DOCUMENTED = '"""A room."""\n\n\nclass Door:\n    """It opens."""\n\n    '

RULES = (
    Rule(
        name="only markup/ trusts HTML",
        files=OURS,
        except_files=r"^wagtail_social/markup/",
        find=over_tree(trusted_html),
        bad=(
            ("wagtail_social/a.py", "from django.utils.safestring import mark_safe"),
            ("wagtail_social/a.py", "x = safestring.mark_safe(text)"),
            ("wagtail_social/a.py", "x = SafeString(text)"),
        ),
        good=(
            ("wagtail_social/markup/a.py", "from django.utils.safestring import mark_safe"),
            ("wagtail_social/a.py", "x = format_html('<b>{}</b>', text)  # not mark_safe"),
            ("wagtail_social/a.py", "def icon(name: str) -> SafeString: ..."),
        ),
    ),
    Rule(
        name="what is shown is fetched for who looks",
        files=OURS,
        except_files=r"^(?!.*" + READERS + r")",
        find=over_tree(unguarded_reads),
        bad=(
            ("wagtail_social/groups/views.py", "g = Group.objects.get(pk=pk)"),
            ("wagtail_social/groups/views/one.py", "g = get_object_or_404(Group, pk=pk)"),
            ("wagtail_social/tasks.py", "g = models.Group._default_manager.get(pk=pk)"),
        ),
        good=(
            ("wagtail_social/groups/views.py", "g = get_or_404(Group.objects.all(), user, pk=pk)"),
            ("wagtail_social/groups/actions.py", "g = Group.objects.get(pk=pk)"),
        ),
    ),
    Rule(
        name="every form is protected against forgery",
        files=OURS,
        # One address is posted to by mail servers, which have no cookies (RFC 8058): it is signed,
        # and stops mail. tests/notifications/test_unsubscribe.py says what it can do. A feed knows
        # no session and takes no POST; the refusal of one would log the secret in its address.
        except_files=r"^wagtail_social/notifications/(?:one_click|feeds/serving)\.py$",
        find=over_tree(uses("csrf_exempt")),
        bad=(("wagtail_social/a.py", "@csrf_exempt\ndef view(request): ..."),),
        good=(("wagtail_social/a.py", "@csrf_protect\ndef view(request): ..."),),
    ),
    Rule(
        name="what a person sends goes through a form",
        files=OURS,
        except_files=r"(^|/)forms(\.py|/)",
        find=over_tree(posted_keys),
        bad=(("wagtail_social/views.py", 'text = request.POST["text"]'),),
        good=(
            ("wagtail_social/views.py", "form = PostForm(request.POST)"),
            ("wagtail_social/forms.py", 'text = request.POST["text"]'),
        ),
    ),
    Rule(
        name="every time has a zone",
        files=OURS,
        find=over_tree(naive_times),
        bad=(
            ("wagtail_social/a.py", "now = datetime.now()"),
            ("wagtail_social/a.py", "now = datetime.datetime.utcnow()"),
            ("wagtail_social/a.py", "day = date.today()"),
        ),
        good=(
            ("wagtail_social/a.py", "now = timezone.now()"),
            ("wagtail_social/a.py", "now = datetime.now(tz=UTC)"),
            ("wagtail_social/a.py", "day = timezone.localdate()"),
        ),
    ),
    Rule(
        name="texts can be gathered and translated",
        files=OURS,
        find=over_tree(unsound_messages),
        bad=(
            ("wagtail_social/a.py", 'x = _(f"Hello {name}")'),
            ("wagtail_social/a.py", 'x = gettext("Hello %s" % name)'),
            ("wagtail_social/a.py", 'x = gettext_lazy("Hello {}".format(name))'),
            ("wagtail_social/a.py", 'x = ngettext("%d post", "%d posts", n)'),
            ("wagtail_social/a.py", 'x = pgettext("verb", "Post to %s")'),
        ),
        good=(
            ("wagtail_social/a.py", 'x = _("Hello %(name)s") % {"name": name}'),
            ("wagtail_social/a.py", 'x = _("100 %% done")'),
            ("wagtail_social/a.py", 'x = ngettext("%(n)d post", "%(n)d posts", n)'),
        ),
    ),
    Rule(
        name="an action knows no request",
        files=r"^wagtail_social/.*(^|/)actions(\.py|/.*\.py)$",
        find=over_tree(knows_the_web),
        bad=(
            ("wagtail_social/groups/actions.py", "from django.http import HttpResponse"),
            ("wagtail_social/groups/actions/join.py", "import django.shortcuts"),
        ),
        good=(
            ("wagtail_social/groups/actions.py", "from django.db import transaction"),
            ("wagtail_social/groups/actions.py", "from django.http import Http404"),
        ),
    ),
    Rule(
        name="what is public is documented and typed",
        files=PACKAGE,
        except_files=MIGRATIONS,
        find=undocumented,
        bad=(
            ("wagtail_social/a.py", "x = 1"),
            ("wagtail_social/a.py", '"""A room."""\nclass Door: ...'),
            ("wagtail_social/a.py", '"""A room."""\ndef door() -> None: ...'),
            ("wagtail_social/a.py", DOCUMENTED + "def open(self) -> None: ..."),
            (
                "wagtail_social/a.py",
                DOCUMENTED + 'def open(self, key) -> None:\n        """Turn."""',
            ),
            ("wagtail_social/a.py", DOCUMENTED + "def __str__(self): ..."),
            (
                "wagtail_social/querysets.py",
                '"""Q."""\nclass Q(QuerySet):\n    """Q."""\n    def open(self) -> Q: ...',
            ),
        ),
        good=(
            ("wagtail_social/a.py", DOCUMENTED + 'def open(self) -> None:\n        """Turn."""'),
            ("wagtail_social/a.py", DOCUMENTED + "def __str__(self) -> str: ..."),
            ("wagtail_social/a.py", '"""A."""\nclass V(View):\n    """V."""\n    class Meta: ...'),
            (
                "wagtail_social/a.py",
                '"""A."""\nclass V(View):\n    """V."""\n    def _x(self): ...',
            ),
            (
                "wagtail_social/a.py",
                '"""A."""\nclass V(View):\n    """V."""\n    def get(self, r: R) -> H: ...',
            ),
            ("wagtail_social/__init__.py", ""),
        ),
    ),
)

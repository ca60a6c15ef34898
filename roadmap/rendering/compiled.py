"""The templates as Python code, kept between two builds: to compile them again takes half a second."""

import jinja2
from jinja2.bccache import Bucket

from roadmap import caching

FOLDER = caching.FOLDER / "templates"
# Three times as many as there are templates.
_MOST = 200
# What Jinja works out while it compiles, a filter of a constant for one, may depend on all of this.
_CODE = "roadmap"
_FILES = "schemas"
_LIBRARIES = ("babel", "jinja2", "mkdocs", "mkdocs-material")


class CompiledTemplates(jinja2.BytecodeCache):
    """Keeps the code of templates under the hash of their source and of what compiles them."""

    def __init__(self) -> None:
        """Note what compiles the templates, as it is now."""
        causes = caching.of_code(_CODE, libraries=_LIBRARIES), caching.of_files(_FILES)
        self._causes = [each.encode() for each in causes]

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja what is kept of a template, if anything is."""
        if code := caching.kept(FOLDER / self._name(bucket)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what Jinja made of a template."""
        caching.keep(FOLDER / self._name(bucket), bucket.bytecode_to_string())
        caching.forget(FOLDER, ".bin", latest=_MOST)

    def _name(self, bucket: Bucket) -> str:
        parts = (bucket.key.encode(), bucket.checksum.encode(), *self._causes)
        return f"{caching.fingerprint(*parts)}.bin"

"""The hook module that `mkdocs.yml` names: the event functions of one `MkDocsHook`."""

import sys
from pathlib import Path

# MkDocs puts the hook's folder first in `sys.path`; `roadmap` is importable from two levels above.
sys.path.insert(0, str(Path(sys.path[0]).parents[1]))

from roadmap.build.mkdocs_hook import MkDocsHook

_hook = MkDocsHook()

on_startup = _hook.on_startup
on_config = _hook.on_config
on_files = _hook.on_files
on_nav = _hook.on_nav
on_env = _hook.on_env
on_page_content = _hook.on_page_content
on_post_build = _hook.on_post_build
on_build_error = _hook.on_build_error
on_shutdown = _hook.on_shutdown

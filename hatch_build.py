"""Builds the web app into the wheel. An editable install does without: `./dev run` builds it in the checkout."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebApp(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        spec = importlib.util.spec_from_file_location("web_build", Path(self.root) / "web" / "build.py")
        if spec is None or spec.loader is None:
            raise RuntimeError("web/build.py is missing")
        build = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(build)
        build.ensure(self.app.display_info)
        build_data["artifacts"].append("src/quintet/web_dist")

"""Framework packs: loaded, checked, inherited from and laid over each other."""

from inspector_app.frameworks.assembly import lay
from inspector_app.frameworks.description import describe
from inspector_app.frameworks.packs import catalogue, check, load, load_file
from inspector_app.frameworks.problem import PackError, Problem

__all__ = ["PackError", "Problem", "catalogue", "check", "describe", "lay", "load", "load_file"]

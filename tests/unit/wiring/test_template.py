"""The template and the code speak of the same functions, variables and handlers."""

from __future__ import annotations

import importlib.util
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from shared.wiring.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[3]


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as what they stand on."""


_Loader.add_multi_constructor("!", lambda loader, suffix, node: getattr(node, "value", None))


def template() -> dict[str, Any]:
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=_Loader)
    return found


def functions() -> dict[str, dict[str, Any]]:
    resources = template()["Resources"]
    return {
        one["Properties"]["Handler"].split(".")[1]: one["Properties"]
        for one in resources.values()
        if one["Type"] == "AWS::Serverless::Function"
    }


def test_each_folder_is_a_function_and_each_function_a_folder() -> None:
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/main.py")}

    assert set(functions()) == folders


def test_each_handler_exists() -> None:
    for properties in functions().values():
        module, name = properties["Handler"].rsplit(".", 1)
        spec = importlib.util.find_spec(module)
        assert spec is not None, module
        assert spec.origin is not None
        assert f"\n{name} = " in Path(spec.origin).read_text(encoding="utf-8"), properties["Handler"]


def test_every_setting_is_set_by_the_template_and_every_variable_is_read() -> None:
    variables = set(template()["Globals"]["Function"]["Environment"]["Variables"])
    known = {one.name.upper() for one in fields(Settings)}

    assert {name for name in variables if not name.startswith("POWERTOOLS_")} - known == set()
    # Only the product on one machine has a sandbox.
    assert known - variables <= {"SANDBOX_URL"}


def test_queue_functions_report_what_failed_and_not_the_whole_batch() -> None:
    for name, properties in functions().items():
        for event in (properties.get("Events") or {}).values():
            if event["Type"] == "SQS":
                assert event["Properties"].get("FunctionResponseTypes"), name


def test_settings_come_from_the_environment_with_their_types() -> None:
    settings = read_settings({"TABLE": "t", "UNKNOWN_WAIT_SECONDS": "60", "GRAPH_VERSION": "", "UNRELATED": "x"})

    assert (settings.table, settings.unknown_wait_seconds, settings.graph_version) == ("t", 60, "v25.0")

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

import click
import pytest
from click.testing import CliRunner

from marsad.cli import main as entry_point
from marsad.cli.main import cli, run
from marsad.cli.output import ExitCode
from marsad.errors import LexiconError


def test_bare_marsad_says_what_to_do_next() -> None:
    result = CliRunner().invoke(cli, [])
    assert result.exit_code == 0
    assert "marsad read report.txt" in result.stdout
    assert "marsad ingest reports" in result.stdout


def test_version() -> None:
    result = CliRunner().invoke(cli, ["--version"])
    assert result.exit_code == 0
    assert result.stdout == f"marsad {version('marsad')}\n"


def commands(command: click.Command = cli) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from commands(child)


@pytest.mark.parametrize("command", list(commands()), ids=lambda c: c.name)
def test_every_command_and_option_has_help(command: click.Command) -> None:
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_help_lists_every_exit_code() -> None:
    shown = CliRunner().invoke(cli, ["--help"]).stdout
    for code in ExitCode:
        assert f"\n    {code.value} " in shown, code


def test_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["raed"]) == ExitCode.USAGE
    assert "No such command 'raed'" in capsys.readouterr().err


def test_a_broken_lexicon_is_one_message(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise LexiconError("verbs.yaml: entry 3 has no example")

    monkeypatch.setattr(cli, "main", fail)
    assert run([]) == ExitCode.FAILED
    assert capsys.readouterr().err == "marsad: verbs.yaml: entry 3 has no example\n"


def test_the_entry_point_exits_with_the_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["marsad", "read"])
    with pytest.raises(SystemExit) as caught:
        entry_point()
    assert caught.value.code == ExitCode.USAGE
    assert capsys.readouterr().out == ""

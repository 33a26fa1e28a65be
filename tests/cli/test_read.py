from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from marsad.cli.main import cli
from marsad.cli.output import ExitCode

ARTICLE = "قتل ثلاثة"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def read(runner: CliRunner, *arguments: str | Path, stdin: bytes | None = None) -> Result:
    return runner.invoke(cli, ["read", *map(str, arguments)], input=stdin)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# Files


def test_json_of_one_file_is_the_output_contract(runner: CliRunner, tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", ARTICLE)
    result = read(runner, file, "--published", "2024-05-02", "--format", "json")
    assert result.exit_code == 0
    assert result.stderr == ""
    out = json.loads(result.stdout)
    assert list(out) == ["article", "claims"]
    assert out["article"]["published"] == "2024-05-02"
    assert out["claims"][0]["trigger"] == {"start": 0, "end": 3, "text": "قتل"}
    assert "why" not in out["claims"][0]


def test_why_is_in_json_when_asked_for(runner: CliRunner, tmp_path: Path) -> None:
    out = json.loads(read(runner, write(tmp_path / "a.txt", ARTICLE), "--format", "json", "--why").stdout)
    assert out["claims"][0]["why"] == ["a step"]


def test_several_files_give_one_object_a_line_with_their_names(runner: CliRunner, tmp_path: Path) -> None:
    files = [write(tmp_path / f"{name}.txt", f"{ARTICLE} {name}") for name in "abc"]
    result = read(runner, *files, "--format", "json", "--published", "2024-05-02")
    assert [row["id"] for row in lines(result)] == [str(f) for f in files]
    assert all(row["article"]["id"] != row["id"] for row in lines(result))


def test_geojson_of_files_is_one_collection(runner: CliRunner, tmp_path: Path) -> None:
    files = [write(tmp_path / f"{name}.txt", text) for name, text in (("a", ARTICLE), ("b", "لا شيء"), ("c", f"{ARTICLE} {ARTICLE}"))]
    result = read(runner, *files, "--format", "geojson", "--published", "2024-05-02")
    assert result.exit_code == 0
    out = json.loads(result.stdout)
    assert out["type"] == "FeatureCollection"
    assert [f["properties"]["article"] for f in out["features"]] == [str(files[0]), str(files[2]), str(files[2])]
    assert all(f["geometry"] is None for f in out["features"])
    assert json.loads(read(runner, files[1], "--format", "geojson").stdout)["features"] == []


def test_geojson_of_lines_is_whole_also_where_a_line_is_broken(runner: CliRunner, tmp_path: Path) -> None:
    rows = [json.dumps({"id": 1, "text": ARTICLE}), "{broken", json.dumps({"id": 3, "text": ARTICLE})]
    result = read(runner, "--jsonl", write(tmp_path / "rows.jsonl", "\n".join(rows)), "--format", "geojson", "--why")
    assert result.exit_code == ExitCode.SOURCE
    out = json.loads(result.stdout)
    assert [f["properties"]["article"] for f in out["features"]] == ["1", "3"]
    assert out["features"][0]["properties"]["why"] == ["a step"]


def test_the_table_is_the_default_and_plain_in_a_pipe(runner: CliRunner, tmp_path: Path) -> None:
    result = read(runner, write(tmp_path / "a.txt", ARTICLE), "--published", "2024-05-02")
    assert "● killed" in result.stdout
    assert "[قتل] ثلاثة" in result.stdout
    assert "\x1b" not in result.stdout
    assert "\u200f" not in result.stdout


def test_colour_when_asked_for(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(cli, ["read", str(write(tmp_path / "a.txt", ARTICLE)), "--color", "always"])
    assert "\x1b[" in result.stdout


def test_shaping_when_asked_for(runner: CliRunner, tmp_path: Path) -> None:
    result = read(runner, write(tmp_path / "a.txt", ARTICLE), "--bidi", "on")
    assert "ﺔﺛﻼﺛ" in result.stdout


def test_standard_input(runner: CliRunner) -> None:
    result = read(runner, "-", "--format", "json", stdin=ARTICLE.encode())
    assert len(json.loads(result.stdout)["claims"]) == 1


def test_notes_go_to_stderr_and_into_the_json(runner: CliRunner, tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", ARTICLE)
    result = read(runner, file, "--format", "json")
    assert result.exit_code == 0
    assert result.stderr == f"marsad: {file}: no publication date was given\n"
    assert json.loads(result.stdout)["article"]["notes"] == ["no publication date was given"]


def test_offsets_count_the_text_without_its_byte_order_mark(runner: CliRunner, tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", "\ufeff" + "عاجل\r\n" + ARTICLE)
    out = json.loads(read(runner, file, "--format", "json").stdout)
    assert out["claims"][0]["trigger"]["start"] == len("عاجل\r\n")


def test_windows_1256_is_read_with_a_note(runner: CliRunner, tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", "قتل ثلاثة أشخاص في المدينة القديمة", "windows-1256")
    result = read(runner, file, "--format", "json", "--published", "2024-05-02")
    assert "windows-1256" in result.stderr
    assert json.loads(result.stdout)["claims"]


def test_a_named_encoding_is_used(runner: CliRunner, tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", ARTICLE, "cp720")
    result = read(runner, file, "--format", "json", "--encoding", "cp720", "--published", "2024-05-02")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["claims"]


@pytest.mark.parametrize("text", ["", "   \n", "no Arabic here", "سلام دنیا، چه خبر؟", "\u202e\u2066\u200b"])
def test_any_text_is_a_list_of_claims(runner: CliRunner, tmp_path: Path, text: str) -> None:
    file = write(tmp_path / "a.txt", text)
    for form in ("json", "table"):
        assert read(runner, file, "--format", form).exit_code == 0


def test_what_cannot_be_read_is_told_and_the_rest_is_read(runner: CliRunner, tmp_path: Path) -> None:
    good, binary = write(tmp_path / "good.txt", ARTICLE), tmp_path / "a.pdf"
    binary.write_bytes(b"%PDF-1.7\x00\x01")
    result = read(runner, tmp_path / "missing.txt", tmp_path, binary, good, "--format", "json", "--published", "2024-05-02")
    assert result.exit_code == ExitCode.SOURCE
    assert [row["id"] for row in lines(result)] == [str(good)]
    assert result.stderr.splitlines() == [
        f"marsad: {tmp_path / 'missing.txt'}: no such file",
        f"marsad: {tmp_path}: is a folder; name the files in it",
        f"marsad: {binary}: is a PDF, not text; save its text first",
        "marsad: 1 article read, 3 files could not be",
    ]


def test_a_file_over_the_limit_is_refused(runner: CliRunner, tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", "x" * 3000)
    result = read(runner, file, "--max-size", "0.001")
    assert result.exit_code == ExitCode.SOURCE
    assert "larger than the limit of 1,048 bytes" in result.stderr


def test_output_to_a_file(runner: CliRunner, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    result = read(runner, write(tmp_path / "a.txt", ARTICLE), "--format", "json", "-o", out)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert json.loads(out.read_text(encoding="utf-8"))["claims"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "nothing to read"),
        (["a.txt", "--jsonl", "b.jsonl"], "not both"),
        (["--jsonl", "b.jsonl", "--format", "table"], "--jsonl prints JSON"),
        (["--jsonl", "b.jsonl", "--encoding", "cp1256"], "JSON lines are UTF-8"),
        (["-", "-"], "only once"),
        (["a.txt", "--published", "yesterday"], "'yesterday' is not a date; write it as YYYY-MM-DD"),
        (["a.txt", "--published", "2024-02-30"], "is not a date"),
        (["a.txt", "--encoding", "klingon"], "not an encoding"),
        (["a.txt", "--encoding", "hex"], "not an encoding"),
        (["a.txt", "--max-size", "0"], "leaves nothing to read"),
        (["a.txt", "--max-size", "nan"], "leaves nothing to read"),
        (["a.txt", "--format", "xml"], "'xml' is not one of"),
        (["a.txt", "-o", "no/such/folder/out"], "cannot be written"),
    ],
)
def test_usage_errors(runner: CliRunner, arguments: list[str], message: str) -> None:
    result = read(runner, *arguments)
    assert result.exit_code == ExitCode.USAGE
    assert message in result.stderr
    assert result.stdout == ""


def test_an_input_is_never_overwritten(runner: CliRunner, tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", ARTICLE)
    result = read(runner, file, "-o", file)
    assert result.exit_code == ExitCode.USAGE
    assert file.read_text(encoding="utf-8") == ARTICLE


# JSON Lines


def test_jsonl_keeps_order_and_ids(runner: CliRunner, tmp_path: Path) -> None:
    rows = [{"id": f"a{i}", "text": f"{ARTICLE} {i}", "published": "2024-05-02"} for i in range(50)] + [{"id": 7, "text": ""}]
    file = write(tmp_path / "in.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    result = read(runner, "--jsonl", file)
    assert result.exit_code == 0
    out = lines(result)
    assert [row["id"] for row in out] == [row["id"] for row in rows]
    assert all(list(row) == ["id", "article", "claims"] for row in out)
    assert out[0]["article"]["id"] == "a0"
    assert out[-1]["article"]["id"] == "7"
    assert out[-1]["article"]["published"] is None


def test_jsonl_from_standard_input(runner: CliRunner) -> None:
    result = read(runner, "--jsonl", "-", stdin=json.dumps({"id": 1, "text": ARTICLE, "published": "2024-05-02"}).encode())
    assert lines(result)[0]["id"] == 1


def test_a_broken_line_is_told_with_its_number_and_the_others_are_read(runner: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(
        b'{"id": 1, "text": "x", "published": "2024-05-02"}\n{"id": 2,\n\n[1]\n{"id": 4, "text": "y", "published": "2024-05-02"}\n'
    )
    result = read(runner, "--jsonl", file)
    assert result.exit_code == ExitCode.SOURCE
    assert [row["id"] for row in lines(result)] == [1, 4]
    told = result.stderr.splitlines()
    assert told[0].startswith(f"marsad: {file}, line 2: is not JSON")
    assert told[1].startswith(f"marsad: {file}, line 4: is not an object")
    assert told[2] == "marsad: 2 articles read, 2 lines could not be"


def test_published_stands_in_where_a_line_has_none(runner: CliRunner) -> None:
    rows = b'{"id": 1, "text": "x"}\n{"id": 2, "text": "x", "published": "2020-01-01"}\n'
    result = read(runner, "--jsonl", "-", "--published", "2024-05-02", stdin=rows)
    assert [row["article"]["published"] for row in lines(result)] == ["2024-05-02", "2020-01-01"]


def test_notes_of_many_articles_are_counted_on_stderr(runner: CliRunner) -> None:
    result = read(runner, "--jsonl", "-", stdin=b'{"id": 1, "text": "x"}\n' * 3)
    assert result.exit_code == 0
    assert result.stderr == "marsad: 3 articles with notes; they are in the output under article.notes\n"


def test_lone_surrogates_come_out_as_json_escapes(runner: CliRunner) -> None:
    row = b'{"id": "\\ud800", "text": "\\u0642\\u062a\\u0644\\udfff", "published": "2024-05-02"}\n'
    out = lines(read(runner, "--jsonl", "-", stdin=row))
    assert out[0]["id"] == "\ud800"


def test_a_missing_jsonl_is_a_source_error(runner: CliRunner, tmp_path: Path) -> None:
    result = read(runner, "--jsonl", tmp_path / "none.jsonl")
    assert result.exit_code == ExitCode.SOURCE
    assert result.stderr == f"marsad: {tmp_path / 'none.jsonl'}: no such file\n"
    assert read(runner, "--jsonl", tmp_path).exit_code == ExitCode.SOURCE


def test_same_input_same_bytes(runner: CliRunner, tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", ARTICLE)
    first, second = (read(runner, file, "--format", "json").stdout_bytes for _ in range(2))
    assert first == second

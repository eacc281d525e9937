"""The message table and what is made of it."""

from pathlib import Path

import pytest

from firmware_bridge.protocol import generate, table


@pytest.mark.parametrize("path", list(generate.outputs()), ids=lambda path: path.name)
def test_generated_files_say_what_the_table_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == generate.outputs()[path]


def test_the_hash_changes_with_the_meaning_and_not_with_the_comments(tmp_path: Path) -> None:
    text = table.SOURCE.read_text(encoding="utf-8")
    commented, changed = tmp_path / "a.toml", tmp_path / "b.toml"
    commented.write_text("# more words\n" + text, encoding="utf-8")
    changed.write_text(text.replace('"token: u32"', '"token: u64"'), encoding="utf-8")
    assert table.load(commented).hash == table.load().hash != table.load(changed).hash


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("id = 0x02", "id = 0x01", "id is used twice"),
        ('name = "lock"', 'name = "unlock"', "name is used twice"),
        ("repeat_max = 4", "repeat_max = 40", "do not fit"),
        ('"token: u32"', '"token: float"', r"command\[2\]\.request\[3\]"),
    ],
)
def test_a_table_that_cannot_work_is_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    source = tmp_path / "messages.toml"
    source.write_text(table.SOURCE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        table.load(source)

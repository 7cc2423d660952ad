"""Key files are made whole, or not at all."""

from assay.config.environment import secret_file


def test_a_key_file_is_made_once_and_whole(tmp_path):
    first = secret_file(tmp_path / "keys" / "secret.key")
    assert secret_file(tmp_path / "keys" / "secret.key") == first
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["secret.key"]

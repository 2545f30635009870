from base64 import b64encode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.settings import Settings
from memory.sealed import BadKeys, CannotOpen, Sealer, channel_context

OLD, NEW = b"o" * 32, b"n" * 32
TENANT, OTHER, CHANNEL = UUID(int=1), UUID(int=2), UUID(int=3)
HERE = channel_context(TENANT, CHANNEL, "config")


def settings(tmp_path, keys=""):
    return Settings(data_dir=tmp_path, encryption_keys=keys)


def written(**keys):
    return ",".join(f"{name}:{b64encode(key).decode()}" for name, key in keys.items())


@given(plain=st.binary(max_size=2000), context=st.binary(max_size=100))
def test_what_was_sealed_opens_again(plain, context):
    sealer = Sealer({"k1": OLD})
    sealed = sealer.seal(plain, context)
    assert sealer.open(sealed, context) == plain
    assert sealed != sealer.seal(plain, context)


@given(st.data())
def test_an_altered_value_does_not_open(data):
    sealer = Sealer({"k1": OLD})
    sealed = bytearray(sealer.seal(b"credentials", HERE))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        sealer.open(bytes(sealed), HERE)


@given(st.binary(max_size=80))
def test_rubbish_does_not_open(rubbish):
    with pytest.raises(CannotOpen):
        Sealer({"k1": OLD}).open(rubbish, HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        channel_context(OTHER, CHANNEL, "config"),
        channel_context(TENANT, UUID(int=4), "config"),
        channel_context(TENANT, CHANNEL, "secret"),
        b"",
    ],
)
def test_a_value_moved_to_another_tenant_channel_or_field_does_not_open(elsewhere):
    sealer = Sealer({"k1": OLD})
    with pytest.raises(CannotOpen):
        sealer.open(sealer.seal(b"credentials", HERE), elsewhere)


def test_after_a_rotation_old_values_open_and_new_ones_take_the_new_key(tmp_path):
    before = Sealer.from_settings(settings(tmp_path, written(k1=OLD))).seal(b"credentials", HERE)
    rotated = Sealer.from_settings(settings(tmp_path, written(k2=NEW, k1=OLD)))
    assert rotated.open(before, HERE) == b"credentials"
    without_the_old = Sealer.from_settings(settings(tmp_path, written(k2=NEW)))
    assert without_the_old.open(rotated.seal(b"fresh", HERE), HERE) == b"fresh"
    with pytest.raises(CannotOpen, match="'k1'"):
        without_the_old.open(before, HERE)


def test_two_keys_of_one_name_do_not_open_each_others_values():
    with pytest.raises(CannotOpen):
        Sealer({"k1": NEW}).open(Sealer({"k1": OLD}).seal(b"credentials", HERE), HERE)


def test_without_a_setting_the_key_file_is_made_and_kept(tmp_path):
    sealed = Sealer.from_settings(settings(tmp_path)).seal(b"credentials", HERE)
    file = tmp_path / "keys" / "encryption.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert Sealer.from_settings(settings(tmp_path)).open(sealed, HERE) == b"credentials"


def test_the_content_of_the_key_file_moves_into_the_setting_as_it_is(tmp_path):
    sealed = Sealer.from_settings(settings(tmp_path)).seal(b"credentials", HERE)
    moved = (tmp_path / "keys" / "encryption.key").read_text().strip()
    there = settings(tmp_path / "elsewhere", f"{written(k2=NEW)},{moved}")
    assert Sealer.from_settings(there).open(sealed, HERE) == b"credentials"
    assert not (tmp_path / "elsewhere").exists()


def test_a_key_file_rotates_by_a_line_in_front(tmp_path):
    sealed = Sealer.from_settings(settings(tmp_path)).seal(b"credentials", HERE)
    file = tmp_path / "keys" / "encryption.key"
    file.write_text(f"{written(k2=NEW)}\n{file.read_text()}")
    rotated = Sealer.from_settings(settings(tmp_path))
    assert rotated.open(sealed, HERE) == b"credentials"
    assert Sealer({"k2": NEW}).open(rotated.seal(b"fresh", HERE), HERE) == b"fresh"


@pytest.mark.parametrize(
    "keys",
    [
        "k1",
        "k1:",
        "k1:***",
        ":" + b64encode(OLD).decode(),
        written(k1=b"too short"),
        written(k1=b"t" * 33),
        written(**{"k" * 33: OLD}),
        written(**{"k/1": OLD}),
        f"{written(k1=OLD)},{written(k1=NEW)}",
        " , ",
    ],
)
def test_keys_that_cannot_be_right_are_refused_at_start_and_not_repeated(tmp_path, keys):
    with pytest.raises(BadKeys) as refused:
        Sealer.from_settings(settings(tmp_path, keys))
    assert b64encode(OLD).decode() not in str(refused.value)

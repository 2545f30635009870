from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from memory.key_file import keep


def test_a_key_file_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    file = tmp_path / "data" / "keys" / "some.key"
    assert keep(file, lambda: b"first") == b"first"
    assert keep(file, lambda: b"second") == b"first"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_all_who_come_at_once_get_the_same_key(tmp_path):
    together = Barrier(8, timeout=10)

    def make(name):
        together.wait()  # everybody has seen that there is no file
        return name

    with ThreadPoolExecutor(8) as pool:
        names = [str(n).encode() * 1000 for n in range(8)]
        found = list(pool.map(lambda name: keep(tmp_path / "some.key", lambda: make(name)), names))
    assert len(set(found)) == 1
    assert found[0] in names

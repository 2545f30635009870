"""What we are compared with and do not depend on: packages in an environment of their own, made when wanted."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".venv-peers"
PACKAGES = ("quixstreams==3.28.0", "psycopg[binary]==3.3.9")


class NoPeers(RuntimeError):
    """The peers are not installed, and the message says why."""


def interpreter(*, make: bool, folder: Path = FOLDER) -> Path:
    """The Python that has the peers. Raises NoPeers where there is none and none is to be made, or can be."""
    python, done = folder / "bin" / "python", folder / ".installed"
    if done.is_file() and done.read_text().split() == list(PACKAGES):
        return python
    if not make:
        raise NoPeers(f"Not compared with its peer: {folder.name} is not there, and a quick run does not make it.")
    _run([sys.executable, "-m", "venv", "--clear", str(folder)])
    _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES])
    done.write_text("\n".join(PACKAGES))
    return python


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["it did not say why"]
        raise NoPeers(f"Not compared with its peer: {FOLDER.name} could not be made ({said[-1]}).")

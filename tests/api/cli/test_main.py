import json
import subprocess
import sys
from inspect import getdoc

import pytest

from api.cli import COMMANDS, load, plain
from api.cli.child import inherited
from contracts.errors import Unavailable
from contracts.settings import Settings

HEAVY = {"pydantic", "psycopg", "fastapi", "httpx", "confluent_kafka", "bytewax", "numpy", "phonenumbers"}
IMPORTED = """
import json, sys
from api.cli import app
app(["--help"], standalone_mode=False)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def ventros(*args, **environment):
    command = [sys.executable, "-P", "-m", "api.cli", *args]
    ran = subprocess.run(
        command, env=inherited() | environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return ran.returncode, ran.stdout, ran.stderr


def test_the_list_of_commands_imports_none_of_them(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-P", "-c", IMPORTED], env=inherited(), capture_output=True, text=True, check=True
    )
    assert HEAVY.isdisjoint(json.loads(ran.stdout.splitlines()[-1]))
    assert all(name in ran.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_with_its_own_first_sentence(name):
    command = load(name)
    assert (command.help or getdoc(command.callback)).splitlines()[0] == COMMANDS[name][1]


def test_what_goes_wrong_is_told_in_plain_words_with_exit_code_1():
    code, out, err = ventros("migrate", VENTROS_DATABASE_HOST="127.0.0.1", VENTROS_DATABASE_PORT="1")
    assert (code, out) == (1, "")
    assert err.startswith("Postgres at 127.0.0.1:1 does not let admin in: ")
    assert "Traceback" not in err


def test_a_setting_that_cannot_be_read_is_named():
    code, _, err = ventros("migrate", VENTROS_API_PORT="eighty")
    assert code == 1
    assert err.startswith("VENTROS_API_PORT: ")
    code, _, err = ventros("migrate", VENTROS_OUTBOUND_ALLOW="waha:3000")
    assert code == 1
    assert "outbound_allow" in err
    assert "Traceback" not in err


def test_a_misspelt_command_is_answered_with_the_nearest():
    code, _, err = ventros("docter")
    assert code == 2
    assert "doctor" in err


def test_the_version_is_printed_bare():
    assert ventros("--version") == (0, "0.1.0\n", "")


def test_an_error_that_nobody_foresaw_is_not_made_to_look_foreseen():
    assert plain(KeyError("x")) is None
    assert plain(Unavailable("Away.")) == "Away."
    assert plain(FileNotFoundError(2, "No such file", "/a/b")) == "/a/b: No such file"


def test_no_secret_is_in_what_is_said_of_a_bad_setting():
    with pytest.raises(ValueError, match="kafka_durable") as raised:
        Settings(_env_file=None, kafka_durable="a-secret-by-mistake")
    assert "a-secret-by-mistake" not in plain(raised.value)

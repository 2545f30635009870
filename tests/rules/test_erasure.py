"""Nothing of a person is forgotten to be forgotten."""

import re

from memory.crm.erasing.others import RAW_TABLES
from memory.crm.erasing.theirs import LOOKED_THROUGH, STAYS, THEIRS

TABLE = re.compile(r"CREATE TABLE (\S+) \(\n(.*?)\n\)", re.DOTALL)
CASCADE = re.compile(
    r"ALTER TABLE ONLY (\S+)\n\s+ADD CONSTRAINT \S+ FOREIGN KEY .*? REFERENCES (\S+?)\(.*ON DELETE CASCADE;"
)


def declared():
    return [*THEIRS, *LOOKED_THROUGH, *STAYS]


def leaving(schema):
    """The tables whose rows leave with those of declared ones."""
    left = set(THEIRS)
    while new := {child for child, parent in CASCADE.findall(schema) if parent in left} - left:
        left |= new
    return left - set(THEIRS)


def test_every_table_of_a_tenant_says_what_an_erasure_does_with_it(root):
    """Prevents the new table in which an erased person lives on: give it a line in memory/crm/erasing/theirs.py, or a
    foreign key to messages, contacts or sessions that cascades.
    """
    schema = (root / "memory/schema.sql").read_text()
    tables = {name for name, body in TABLE.findall(schema) if re.search(r"^\s+tenant_id ", body, re.MULTILINE)}
    assert len(tables) > 30
    assert sorted(tables - set(declared()) - leaving(schema)) == []


def test_no_table_says_it_twice_and_none_that_is_not_there_says_it(root):
    """Prevents the line that nobody took away with its table, and two that contradict each other."""
    schema = (root / "memory/schema.sql").read_text()
    tables = {name for name, _ in TABLE.findall(schema)}
    assert sorted(declared()) == sorted(set(declared()))
    assert set(declared()) <= tables
    assert set(RAW_TABLES) <= set(LOOKED_THROUGH)


def test_what_leaves_by_itself_is_seen():
    """Prevents a test that finds everything declared because it finds nothing."""
    schema = (
        "ALTER TABLE ONLY crm.facts\n    ADD CONSTRAINT f FOREIGN KEY (tenant_id, m) REFERENCES crm.messages(tenant_id, id) ON DELETE CASCADE;\n"
        "ALTER TABLE ONLY crm.fact_words\n    ADD CONSTRAINT g FOREIGN KEY (tenant_id, f) REFERENCES crm.facts(tenant_id, id) ON DELETE CASCADE;\n"
        "ALTER TABLE ONLY crm.others\n    ADD CONSTRAINT h FOREIGN KEY (tenant_id, m) REFERENCES crm.messages(tenant_id, id);\n"
    )
    assert leaving(schema) == {"crm.facts", "crm.fact_words"}

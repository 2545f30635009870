"""A tool for agents is there, or waits for a table that is not."""

import re

from api.mcp.absent import WAITING
from api.mcp.tools import TOOLS

CORE = {
    *("get_contacts", "get_contact", "get_contact_lists", "get_list_contacts", "get_pipelines", "get_channels"),
    *("get_agents", "get_sessions", "get_messages", "get_contact_events", "get_message_group", "list_message_groups"),
    *("search_documents", "get_document", "get_document_references", "search_memory", "get_contact_facts"),
    *("get_leads_count", "get_agent_stats", "get_top_agent", "analyze_agent_messages", "compare_agents"),
    *("update_contact", "update_pipeline_stage", "assign_to_agent", "qualify_lead", "create_note", "add_tag"),
    *("add_to_list", "send_message"),
}


def test_every_core_tool_is_there_or_is_said_to_wait_for_a_table():
    """Prevents the tool that was promised, is not there, and nobody says so."""
    waiting = {name for names in WAITING.values() for name in names}
    assert len(CORE) == 30
    assert CORE - set(TOOLS) - waiting == set()


def test_a_tool_whose_table_is_there_is_there(root):
    """Prevents the table that comes, and the tool that everybody goes on doing without."""
    tables = set(re.findall(r"^CREATE TABLE (\w+\.\w+) \(", (root / "memory/schema.sql").read_text(), re.MULTILINE))
    assert "crm.contacts" in tables
    late = {name for table, names in WAITING.items() if table in tables for name in names} - set(TOOLS)
    assert late == set(), "their table is there: open a door for them"

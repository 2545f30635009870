"""Tools that are wanted and are not there, because what they would read or write is not: a tool is never faked.

A test fails when one of these tables exists and a tool that waits for it does not.
"""

from api.mcp.tools import TOOLS

WAITING: dict[str, tuple[str, ...]] = {
    "crm.contact_lists": ("get_contact_lists", "get_list_contacts", "add_to_list"),
    "crm.pipelines": ("get_pipelines", "update_pipeline_stage", "get_leads_count", "get_conversion_rate"),
    "crm.lead_qualifications": ("qualify_lead",),
    "crm.deals": ("get_revenue_forecast", "check_customer_value"),
    "crm.agents": (
        *("get_agents", "assign_to_agent", "escalate_to_supervisor", "get_agent_stats", "get_top_agent"),
        *("analyze_agent_messages", "compare_agents"),
    ),
    "crm.campaigns": ("get_campaign_metrics",),
    "crm.sequences": ("trigger_sequence",),
    "crm.offers": ("create_retention_offer", "get_past_offers"),
    "crm.churn_scores": ("get_churn_prediction",),
    "crm.notes": ("create_note",),
    "crm.contact_events": ("create_contact_event",),
    "crm.scheduled_messages": ("schedule_follow_up",),
    "crm.message_templates": ("send_template_message",),
    "crm.message_groups": ("get_message_group", "list_message_groups"),
    "recall.documents": (
        *("search_documents", "get_document", "get_document_references", "get_document_chunks", "upload_document"),
        *("summarize_document", "answer_from_documents", "analyze_document_trends"),
        "get_contact_events_with_documents",
    ),
    "recall.facts": ("get_contact_facts",),
    "recall.mentions": (
        *("find_similar_contacts", "get_related_entities", "get_neighbours", "find_entities"),
        *("get_social_graph", "get_reply_thread"),
    ),
}
"""By the table that they wait for."""


def absent() -> dict[str, list[str]]:
    """Those that are still missing, by table."""
    missing = {table: [name for name in names if name not in TOOLS] for table, names in WAITING.items()}
    return {table: names for table, names in missing.items() if names}

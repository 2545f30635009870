"""What a tool answers, as agents read it. Whatever the answer holds may have been written by a customer, so the text
says so, always and in one way; the structure beside it is for programs and stays as it is.
"""

from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel

from contracts.crm.context import ContactContext

BEGIN, END = "<untrusted-data>", "</untrusted-data>"


def marked(result: BaseModel) -> str:
    """The result as JSON between two marks. Nothing inside can end it: `<` is written as JSON may write it.

    A context is its own text, within the budget that was asked for: as JSON it would be several times as long.
    """
    words = result.text if isinstance(result, ContactContext) else result.model_dump_json()
    return "\n".join([BEGIN, words.replace("<", r"\u003c"), END])


def answer(result: BaseModel) -> CallToolResult:
    """The result of a tool."""
    return _result(result, marked(result))


def own_words(result: BaseModel) -> CallToolResult:
    """What we say of our own tools: nothing in it comes from a customer."""
    return _result(result, result.model_dump_json())


def refusal(words: str) -> CallToolResult:
    """Why a tool did nothing, in plain words, for the model to read."""
    return CallToolResult(content=[TextContent(text=words)], is_error=True)


def _result(result: BaseModel, text: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], structured_content=result.model_dump(mode="json"))

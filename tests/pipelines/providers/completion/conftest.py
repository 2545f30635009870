"""The providers of language models, as their documentation has them: what they are asked, and what they answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

KEY = "not-to-be-seen"


@dataclass
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Answer:
    """One answer; `body` as it is when it is bytes. `lost`: the connection breaks off instead."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False

    def encoded(self) -> bytes:
        body = self.body if isinstance(self.body, bytes) else orjson.dumps(self.body)
        said = {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            **self.headers,
        }
        head = [f"HTTP/1.1 {self.status} Said", *(f"{name}: {value}" for name, value in said.items())]
        return "\r\n".join([*head, "", ""]).encode() + body


@dataclass
class Server:
    """Answers one request after the other, the last answer for ever."""

    answers: list[Answer]
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def allow(self) -> list[str]:
        return [f"127.0.0.1:{self.port}"]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer), suppress(ConnectionError, asyncio.IncompleteReadError):
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[:-2]
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.asked.append(Asked(first.split()[1], headers, orjson.loads(body)))
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if not answer.lost:
                writer.write(answer.encoded())
                await writer.drain()


@asynccontextmanager
async def _serving(*answers: Answer) -> AsyncIterator[Server]:
    server = Server(list(answers))
    listener = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()


@pytest.fixture
def serving() -> Callable[..., Any]:
    """`serving(Answer(…), Answer(…))`: a provider that answers so."""
    return _serving


def chat(data: Any, finish: str = "stop", refusal: str | None = None) -> dict[str, Any]:
    """A completion of OpenAI's or Groq's."""
    message = {"role": "assistant", "content": None if refusal else _text(data), "refusal": refusal}
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1772452800, "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150},
    }  # fmt: skip


def claude(data: Any, stop: str = "tool_use") -> dict[str, Any]:
    """A message of Anthropic's."""
    used = [{"type": "tool_use", "id": "toolu_1", "name": "answer", "input": data}]
    text = [{"type": "text", "text": str(data)}]
    return {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_reason": stop, "stop_sequence": None,
        "content": used if isinstance(data, dict) else text, "usage": {"input_tokens": 120, "output_tokens": 30},
    }  # fmt: skip


def gemini(data: Any, finish: str = "STOP") -> dict[str, Any]:
    """An answer of Gemini's."""
    content = {"role": "model", "parts": [{"text": _text(data)}]}
    used = {"promptTokenCount": 120, "candidatesTokenCount": 25, "thoughtsTokenCount": 5, "totalTokenCount": 150}
    return {"candidates": [{"content": content, "finishReason": finish, "index": 0}], "usageMetadata": used}


def _text(data: Any) -> str:
    return data if isinstance(data, str) else orjson.dumps(data).decode()

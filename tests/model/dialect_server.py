"""A server that speaks the OpenAI dialect and misbehaves as the model's name says: ``dialect_server.py PORT``."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse

KEY = "secret-key-4711"
app = FastAPI()
asked: Counter[str] = Counter()
last: dict[str, Any] = {}


@app.get("/v1/models")
def models() -> dict[str, Any]:
    return {"data": [{"id": "good"}, {"id": "other"}]}


@app.get("/last")
def seen() -> dict[str, Any]:
    return {"last": last, "asked": asked}


def filled(schema: dict[str, Any], words: list[str], path: str = "") -> Any:
    """An answer of the asked shape: the last word of the page for every text, one row for every list."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "object":
        return {name: filled(one, words, name) for name, one in schema["properties"].items()}
    if schema["type"] == "array":
        return [filled(schema["items"], words)]
    return "nowhere" if path == "invented" else words[-1]


@app.post("/v1/chat/completions")
async def complete(request: Request) -> Response:
    given = await request.json()
    model = given.get("model", "")
    asked[model] += 1
    last.clear()
    last.update(given)
    if request.headers.get("authorization") != f"Bearer {KEY}":
        return JSONResponse({"error": {"message": f"Incorrect API key: {KEY}"}}, 401)
    texts = [one["text"] for one in given["messages"][1]["content"] if one["type"] == "text"]
    words = " ".join(texts[:-1]).split() or ["?"]
    if model == "busy" and asked[model] % 3:
        return JSONResponse({"error": "slow down"}, 429, headers={"Retry-After": "0"})
    if model == "broken":
        return Response("oops", 500)
    if model == "picky":
        return JSONResponse({"error": {"message": f"bad {KEY} question"}}, 400)
    if model == "old" and "response_format" in given:
        return JSONResponse({"error": {"message": "unknown parameter: response_format"}}, 400)
    if model == "old" and "logprobs" in given:
        return JSONResponse({"error": {"message": "logprobs not supported"}}, 422)
    if model == "blind" and "image_url" in json.dumps(given["messages"]):
        return JSONResponse({"error": {"code": 500, "message": "image input is not supported by this server"}}, 500)
    if model == "new" and "max_tokens" in given:
        said = (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        )
        return JSONResponse({"error": {"message": said}}, 400)
    if model == "slow":
        await asyncio.sleep(3)
    if model == "html" or (model == "html once" and asked[model] == 1):
        return HTMLResponse("<html>hello</html>")
    if model == "drip":
        return StreamingResponse(drip())
    shape = given.get("response_format", {}).get("json_schema", {}).get("schema")
    text = json.dumps(filled(shape, words)) if shape else "It is 15.00."
    if model == "old":
        text = 'Sure!\n```json\n{"total": "15.00"}\n```'
    if model == "chatty" or (model == "chatty once" and asked[model] == 1):
        text = "I would rather talk."
    if model.startswith("cut off"):
        text = text[: len(text) * 2 // 3]
    message: dict[str, Any] = {"role": "assistant", "content": text, "reasoning_content": "Let me see."}
    if model == "platform":
        thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "Let me see."}]}
        message = {"role": "assistant", "content": [thinking, {"type": "text", "text": text}]}
    if "tools" in given:
        call = {"name": given["tools"][0]["function"]["name"], "arguments": '{"path": "total"}'}
        message = {"role": "assistant", "content": None, "tool_calls": [{"function": call}]}
    reason = {"cut off": "length", "cut off by context": "model_length"}.get(model, "stop")
    choice: dict[str, Any] = {"message": message, "finish_reason": reason}
    if model == "new":
        message["reasoning"] = message.pop("reasoning_content")
    if given.get("logprobs") and model != "platform":
        pieces = [text[i : i + 3] for i in range(0, len(text), 3)]
        tokens: list[dict[str, Any]] = [{"token": one, "logprob": -0.01} for one in pieces]
        if model == "new":  # as SGLang and vLLM do with a parser for reasoning, in bytes that may be half a character
            every = [bytes([one]) for one in "<think>für 3 €</think>".encode()] + [p.encode() for p in pieces]
            tokens = [{"token": "?", "bytes": list(one), "logprob": -0.01} for one in every]
        choice["logprobs"] = {"content": tokens}
    body = {"choices": [choice], "usage": {"prompt_tokens": 1000, "completion_tokens": 100}}
    if model == "connection" and asked[model] % 2:
        return StreamingResponse(broken(json.dumps(body)), headers={"Content-Length": "100000"})
    if given.get("stream"):
        return StreamingResponse(events(message, model == "stalled"), media_type="text/event-stream")
    return JSONResponse(body)


def drip() -> Any:
    for _ in range(100):
        yield b" "
        time.sleep(0.1)


def broken(text: str) -> Any:
    yield text[:20].encode()
    raise ConnectionResetError


def events(message: dict[str, Any], stalled: bool) -> Any:
    def event(delta: dict[str, Any], reason: str | None = None) -> str:
        return f"data: {json.dumps({'choices': [{'delta': delta, 'finish_reason': reason}]})}\n\n"

    yield event({"reasoning_content": "Let me see."})
    for piece in (message["content"] or "").split(" "):
        yield event({"content": piece + " "})
    for one in message.get("tool_calls", ()):
        half = len(one["function"]["arguments"]) // 2
        yield event({"tool_calls": [{"index": 0, "function": {"name": one["function"]["name"]}}]})
        for part in (one["function"]["arguments"][:half], one["function"]["arguments"][half:]):
            yield event({"tool_calls": [{"index": 0, "function": {"arguments": part}}]})
    if stalled:
        return
    yield event({}, "stop")
    yield 'data: {"choices": [], "usage": {"prompt_tokens": 10, "completion_tokens": 5}}\n\ndata: [DONE]\n\n'


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="error")

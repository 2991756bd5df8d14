"""The official Python SDK in the place of the suite's own MCP client."""

import logging
from contextlib import ExitStack

from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

logging.disable(logging.CRITICAL)

# The revision with a handshake, the one without, and to find out which of them a server has.
LEGACY, STATELESS, PROBE = "legacy", "2026-07-28", "auto"

# What a method of the protocol is called in the SDK, and the members that are lists in pages.
PAGES = {
    "tools/list": ("list_tools", "tools"),
    "resources/list": ("list_resources", "resources"),
    "resources/templates/list": ("list_resource_templates", "resource_templates"),
    "prompts/list": ("list_prompts", "prompts"),
}


def wire(model):
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


class SdkClient:
    """One connection of the SDK, with the interface that the suite's clients have."""

    def __init__(self, portal, url, headers, mode):
        self.portal = portal
        self.stack = ExitStack()
        http = create_mcp_http_client(headers=headers)
        client = Client(streamable_http_client(url, http_client=http), mode=mode, read_timeout_seconds=15)
        self.client = self.stack.enter_context(portal.wrap_async_context_manager(client))

    def close(self):
        self.stack.close()

    def ask(self, request, _exchange):
        try:
            message = {"result": self.portal.call(self.result, request["method"], request.get("params") or {})}
        except MCPError as error:
            message = {"error": {"code": error.code, "message": error.message}}
        return {"status": None, "headers": [], "body": "", "message": message}

    async def result(self, method, params):
        client = self.client
        if method in PAGES:
            return await self.all_pages(*PAGES[method])
        if method == "initialize":
            return wire(client.session.initialize_result)
        if method == "server/discover":
            return wire(client.session.discover_result)
        if method == "tools/call":
            return wire(await client.call_tool(params["name"], params.get("arguments") or {}))
        if method == "resources/read":
            return wire(await client.read_resource(params["uri"]))
        if method == "prompts/get":
            return wire(await client.get_prompt(params["name"], params.get("arguments") or {}))
        raise ValueError(f"the cases of the tutorial had no {method} so far")

    async def all_pages(self, name, member):
        found, cursor = [], None
        while True:
            page = await getattr(self.client, name)(cursor=cursor)
            found += [wire(one) for one in getattr(page, member)]
            cursor = page.next_cursor
            if cursor is None:
                return {member: found}

import { setTimeout as delay } from "node:timers/promises";
import { type CallToolResult, createMcpHandler, Server } from "@modelcontextprotocol/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import { answerOf, type FloorPart } from "../floor-settings.ts";

const passedHeaders = ["content-type", "accept", "mcp-protocol-version", "mcp-method", "mcp-name"];
const placeholder: CallToolResult = { content: [] };
const placeholderBytes = Buffer.from('"content":[]');

function toWebRequest({ headers }: FastifyRequest, { raw }: FastifyReply): Request {
  const passed = new Headers();
  for (const name of passedHeaders) {
    const value = headers[name];
    if (typeof value === "string") passed.set(name, value);
  }
  const gone = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) gone.abort();
  });
  return new Request("http://floor.invalid/mcp", { method: "POST", headers: passed, signal: gone.signal });
}

/** The members of a result that is there already, in place of the empty ones that the SDK wrote. */
function splice(written: Uint8Array, members: Buffer): Buffer {
  const bytes = Buffer.from(written.buffer, written.byteOffset, written.byteLength);
  const start = bytes.indexOf(placeholderBytes);
  if (start < 0) return bytes;
  return Buffer.concat([bytes.subarray(0, start), members, bytes.subarray(start + placeholderBytes.length)]);
}

/** The MCP SDK by its own HTTP transport, in Fastify, with one tool that waits as long as Graph would take. */
function mountSdk(write: (written: Uint8Array) => Uint8Array): FloorPart {
  return async (app, { FLOOR_WAIT_MS: waitMs }) => {
    const handler = createMcpHandler(() => {
      const server = new Server({ name: "floor", version: "1" }, { capabilities: { tools: {} } });
      server.setRequestHandler("tools/call", () => delay(waitMs, placeholder));
      return server;
    });
    app.post("/mcp", async (request, reply) => {
      const response = await handler.fetch(toWebRequest(request, reply), { parsedBody: request.body });
      reply.code(response.status);
      for (const [name, value] of response.headers) if (name !== "connection") reply.header(name, value);
      return reply.send(write(await response.bytes()));
    });
    return undefined;
  };
}

export const mcpTrivial = mountSdk((written) => written);

/** The answer's bytes reach the client without the SDK reading them, as the product's do. */
export const mcpSpliced: FloorPart = (app, settings) => {
  const members = answerOf(settings.FLOOR_ANSWER_BYTES).subarray(1, -1);
  return mountSdk((written) => splice(written, members))(app, settings);
};

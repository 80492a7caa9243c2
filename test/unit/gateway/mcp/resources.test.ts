import { UriTemplate } from "@modelcontextprotocol/server";
import { describe, expect, test } from "vitest";
import { nameOfCall } from "#common/call.ts";
import { ToolError, type ToolErrorCode } from "#common/errors.ts";
import { textBlock } from "#common/queue/protocol.ts";
import { parseResourceUri, uriForms } from "#common/tools/resource-uri/resource-uri.ts";
import type { CallTool } from "#gateway/call-tool.ts";
import { offeredTemplates } from "#gateway/mcp/serve-resources.ts";
import { policiesWithTools } from "../composites/composite-gateway.ts";
import { eras, legacy, modern, type Posted, routeOf } from "./transport/mcp-app.ts";

const uri = "mail:///messages/AAMk";
const on = "?resources=on";

/** Answers with what it was called with. */
const echo: CallTool = async ({ call, input }) => contentOf(textBlock({ called: nameOfCall(call), input }));

const contentOf = (...blocks: object[]) => ({ content: [Buffer.from(JSON.stringify(blocks))] });

const failWith = (code: ToolErrorCode): CallTool => {
  const failure = new ToolError(code, "It failed.", { retryAfterSeconds: 3, claims: "{}" });
  return () => Promise.reject(failure);
};

function appWith(...own: Parameters<typeof routeOf>) {
  const ask = routeOf(...own);
  return async (posted: Posted, query = on) => {
    const { message, ...answer } = await ask(posted, query);
    return { ...answer, message: message as { result?: unknown; error?: { code: number } } };
  };
}

describe.each(eras)("a client of MCP %s", (era, request) => {
  const post = appWith(echo);
  const parameters = { protocolVersion: era, capabilities: {}, clientInfo: { name: "a", version: "1" } };
  const introduce = request === modern ? modern("server/discover") : legacy("initialize", parameters);

  test("is told of resources only where its address asks for them", async () => {
    const capabilities = async (query: string) => (await post(introduce, query)).message.result;
    expect(await capabilities(on)).toMatchObject({ capabilities: { tools: {}, resources: {} } });
    for (const query of ["", "?tools=resources"]) {
      expect(await capabilities(query)).toMatchObject({ capabilities: { tools: {} } });
      expect(await capabilities(query)).not.toHaveProperty("capabilities.resources");
    }
  });

  test("finds no such method where it has not asked for them", async () => {
    for (const method of ["resources/list", "resources/templates/list", "resources/read"]) {
      const { message } = await post(request(method, method === "resources/read" ? { uri } : {}), "");
      expect(message, method).toMatchObject({ error: { code: -32_601 } });
    }
  });

  test("is listed none, but the forms of their uris", async () => {
    expect((await post(request("resources/list", {}))).message).toMatchObject({ result: { resources: [] } });
    const { message } = await post(request("resources/templates/list", {}));
    expect(message).toMatchObject({ result: { resourceTemplates: offeredTemplates(undefined) } });
  });

  test("reads one by a call of read_resource, and reads on at the same uri", async () => {
    const read = async (what: string) => (await post(request("resources/read", { uri: what }))).message.result;
    const answered = (input: object) => `${JSON.stringify({ called: "read_resource", input })}\n`;
    expect(await read(uri)).toMatchObject({
      contents: [{ uri, mimeType: "text/plain", text: answered({ uri }) }],
    });
    const next = `${uri}#cursor=abc-_1`;
    expect(await read(next)).toMatchObject({ contents: [{ uri: next, text: answered({ uri, cursor: "abc-_1" }) }] });
  });
});

describe("a resource with a picture", () => {
  const text = { type: "text", text: JSON.stringify({ note: '{"type":"image",' }) };
  const picture = { type: "image", data: "cGl4ZWxz", mimeType: "image/png" };
  const post = appWith(async () => contentOf(text, picture));

  test("has it as a blob beside its text", async () => {
    const { message } = await post(modern("resources/read", { uri }));
    const { contents } = message.result as { contents: unknown };
    expect(contents).toEqual([
      { uri, mimeType: "text/plain", text: text.text },
      { uri, mimeType: "image/png", blob: "cGl4ZWxz" },
    ]);
  });
});

// proves A35
describe("a resource that is larger than any answer of a worker is meant to be", () => {
  const read = async (post: ReturnType<typeof appWith>) => (await post(modern("resources/read", { uri }))).message;
  const whole = appWith(async () => contentOf(textBlock("x".repeat(2_000_000))));
  const tooLarge = appWith(async () => contentOf(textBlock("x".repeat(2_100_000))));

  test("is refused before this process reads it", async () => {
    expect(await read(whole)).toHaveProperty("result");
    const { error } = await read(tooLarge);
    expect(error).toMatchObject({ message: expect.stringMatching(/^too_large: .*read_resource/) });
  });
});

describe.each([
  ["not_found", -32_602, { uri }],
  ["invalid_input", -32_602, { uri }],
  ["forbidden", -32_000, { code: "forbidden", retryAfterSeconds: 3 }],
  ["rate_limited", -32_000, { code: "rate_limited", retryAfterSeconds: 3 }],
  ["internal", -32_603, { code: "internal", retryAfterSeconds: 3 }],
] as const)("a read that fails by %s", (code, rpcCode, data) => {
  const post = appWith(failWith(code));

  test.each(eras)("is a JSON-RPC error in words, for MCP %s", async (_era, request) => {
    const { message } = await post(request("resources/read", { uri }));
    expect(message.error).toEqual({ code: rpcCode, message: `${code}: It failed.`, data });
  });
});

describe("a read that a new sign-in allows", () => {
  const post = appWith(failWith("claims_challenge"));

  test("is a 401, as a call of a tool is", async () => {
    const { statusCode, headers } = await post(modern("resources/read", { uri }));
    expect(statusCode).toBe(401);
    expect(headers["www-authenticate"]).toBe("claims_challenge");
  });
});

describe("an organisation that has not enabled read_resource", () => {
  const post = appWith(echo, { policies: policiesWithTools("outlook_email_search") });

  test("has no resources, whatever the address asks for", async () => {
    expect((await post(modern("server/discover"))).message.result).not.toHaveProperty("capabilities.resources");
    expect((await post(modern("resources/read", { uri }))).message).toMatchObject({ error: { code: -32_601 } });
  });
});

describe("the templates", () => {
  test("have a form of uri for each kind", () => {
    expect(offeredTemplates(undefined).map(({ name }) => name)).toEqual(Object.keys(uriForms));
  });

  test("are those of RFC 6570", () => {
    const templates = Object.fromEntries(
      offeredTemplates(undefined).map(({ name, uriTemplate }) => [name, uriTemplate]),
    );
    expect(templates).toMatchObject({
      "mail-message": "mail:///messages/{messageId}{?owner,folderId}",
      file: "file:///{driveId}{/path*}{?picture}",
      "todo-task": "todo:///lists/{listId}/tasks/{taskId}",
    });
  });

  test("give uris that are read when they are filled in", () => {
    const parsed = (kind: string, values: Record<string, string | string[]>) => {
      const { uriTemplate = "" } = offeredTemplates(undefined).find(({ name }) => name === kind) ?? {};
      return parseResourceUri(new UriTemplate(uriTemplate).expand(values));
    };
    const mail = { messageId: "AAMk=", owner: "info@contoso.example" };
    expect(parsed("mail-message", mail)).toEqual({ kind: "mail-message", ...mail });
    const file = { driveId: "b!1", path: ["Permits", "2026 new"] };
    expect(parsed("file", file)).toEqual({ kind: "file", ...file });
  });

  test("leave out what is not granted", () => {
    const names = offeredTemplates(new Set(["Tasks.Read"])).map(({ name }) => name);
    expect(names).toEqual(["todo-task", "planner-task"]);
  });
});

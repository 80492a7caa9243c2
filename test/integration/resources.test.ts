import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { offeredTemplates } from "#gateway/mcp/serve-resources.ts";
import { eras, type McpClient } from "#test/support/mcp-clients.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { outputOf, personNamed } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

let stack: SharedStack;
let url: string;
let token: string;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  url = `${stack.gateways[0].mcpUrl}?resources=on`;
  token = await stack.fake.control.mintToken({ userId: (await personNamed(stack.fake, "yuki.sato")).id });
});
afterEach(() => stack.fake.control.resetScript());

const jsonIn = (text: unknown): Record<string, unknown> => JSON.parse(String(text));

describe.each(eras)("a client of MCP %s whose address asks for resources", (_era, connect) => {
  let client: McpClient;
  beforeAll(async () => {
    client = await connect(url, token);
  });
  afterAll(() => client.close());

  test("is listed the forms of their uris, and none of them", async () => {
    expect(await client.listResources()).toEqual([]);
    expect(await client.listResourceTemplates()).toEqual(offeredTemplates(undefined));
  });

  test("reads what it found as read_resource does, counted and audited as a call of that", async () => {
    const { messages } = await outputOf(client, "outlook_email_search", {
      query: 'subject:"Arrival notice"',
      limit: 1,
    });
    const [{ uri = "" } = {}] = messages as { uri?: string }[];
    const labels = { tool: "read_resource", outcome: "ok" };
    const calls = () => metricValue(stack.gateways[0].opsUrl, "m365_tool_call_seconds_count", labels);
    const before = await calls();
    const [content, ...others] = await client.readResource(uri);
    expect(others).toEqual([]);
    expect(content).toMatchObject({ uri, mimeType: "text/plain" });
    expect(await calls()).toBe(before + 1);
    expect(content?.text).toBe((await client.call("read_resource", { uri })).texts.join(""));
    const finished = () =>
      stack.gateways[0].output.findLast((line) => line.includes('"call_finished"') && line.includes('"read_resource"'));
    expect(jsonIn(await until("the audit line", finished))).toMatchObject({ resource: "mail-message", outcome: "ok" });
  });

  test("is told in words what is not there, and what is no resource", async () => {
    const missing = "mail:///messages/AAMkNothing";
    await expect(client.readResource(missing)).rejects.toMatchObject({ code: -32_602, data: { uri: missing } });
    await expect(client.readResource("test://nothing")).rejects.toThrow(/is not a resource of this server/);
  });
});

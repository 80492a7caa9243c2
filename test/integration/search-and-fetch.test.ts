import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { searchTool } from "#gateway/composites/search-tool.ts";
import { eras, type McpClient } from "#test/support/mcp-clients.ts";
import { promptMs } from "#test/support/prompt.ts";
import { postToolCall, rawEras } from "#test/support/raw-mcp.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { outputOf, personNamed } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

interface Result {
  id: string;
  title: string;
  url: string;
}

const query = "fire permit";
const schemeOf = (id: string) => id.slice(0, id.indexOf(":"));

let stack: SharedStack;
let url: string;
let token: string;
let redis: Redis;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  url = `${stack.gateways[0].mcpUrl}?tools=search,fetch`;
  token = await stack.fake.control.mintToken({ userId: (await personNamed(stack.fake, "yuki.sato")).id });
  redis = new Redis(stack.redis.connection);
});
afterEach(() => stack.fake.control.resetScript());
afterAll(() => redis.disconnect());

describe.each(eras)("a client of MCP %s that names search and fetch in the address", (_era, connect) => {
  let client: McpClient;
  beforeAll(async () => {
    client = await connect(url, token);
  });
  afterAll(() => client.close());

  test("is offered these two alone, as tools that only read", async () => {
    const listed = await client.listTools();
    expect(listed.map(({ name }) => name)).toEqual(["search", "fetch"]);
    for (const { annotations } of listed) expect(annotations).toMatchObject({ readOnlyHint: true });
    expect(listed[0]?.description).toBe(searchTool.contract.description);
  });

  test("finds files, pages, mail, messages and events at once, and fetches each kind by its id", async () => {
    const { results, incomplete } = await outputOf(client, "search", { query });
    const found = results as Result[];
    expect(new Set(found.map(({ id }) => schemeOf(id)))).toEqual(
      new Set(["file", "page", "mail", "teams", "calendar"]),
    );
    expect(found.map(({ title }) => title).join("\n")).toMatch(/Fire permit 2026-118\.html · \d{4}-\d\d-\d\d/);
    for (const result of found) expect(result.url).toMatch(/^https:\/\//);
    expect(incomplete).toBeUndefined();
    for (const [first] of Map.groupBy(found, ({ id }) => schemeOf(id)).values()) {
      const { id = "" } = first ?? {};
      const fetched = await outputOf(client, "fetch", { id });
      expect(fetched).toMatchObject({
        id,
        metadata: { kind: expect.any(String) },
        url: expect.stringMatching(/^https:/),
      });
      expect(String(fetched.title)).not.toBe("");
      expect(JSON.stringify(fetched)).toMatch(/fire permit/i);
    }
  });

  test("gets the same in one text block, for clients that read no structure", async () => {
    const { texts, structuredContent } = await client.call("search", { query: "electrician" });
    expect(texts).toHaveLength(1);
    expect(JSON.parse(texts[0] ?? "")).toEqual(structuredContent);
    expect(structuredContent).toMatchObject({
      results: [expect.objectContaining({ title: expect.stringContaining("Daniel Costa") })],
    });
  });
});

test("what Microsoft refuses to one part is told in the answer with the results of the others", async () => {
  const response = { status: 403, body: { error: { code: "ErrorAccessDenied", message: "Access is denied." } } };
  await stack.fake.control.addRule({ door: "graph", match: { pathPattern: "/calendarView|/me/events" }, response });
  const [[, connect]] = eras;
  const client = await connect(url, token);
  const { results, incomplete } = await outputOf(client, "search", { query });
  await client.close();
  expect((results as Result[]).map(({ id }) => schemeOf(id))).toContain("file");
  expect(incomplete).toMatchObject({ reason: expect.stringMatching(/calendar events: could not be searched\. \S/) });
});

describe.each(rawEras)("a client of the %s era that closes its connection during a search", (era) => {
  const graphRequests = async () => (await stack.fake.control.stats()).requests.filter(({ door }) => door === "graph");
  /** A running job has a lock beside it. */
  const jobs = async () =>
    (await redis.keys("{m365}:tool-calls-*:*-*-*")).filter((key) => !key.endsWith(":lock")).length;

  test("ends all of its parts at Microsoft, and nothing of them is left in Redis", async () => {
    const before = (await graphRequests()).length;
    const since = async () => (await graphRequests()).slice(before);
    await stack.fake.control.addRule({ door: "graph", match: {}, response: { hang: true } });
    const client = new AbortController();
    const call = { url, token, tool: "search", args: { query }, signal: client.signal };
    const answer = postToolCall(era, call).then((response) => response.text());
    answer.catch(() => undefined);
    await until("a job for each part", async () => (await jobs()) === searchTool.tools.length);
    await until("Microsoft to be asked", async () => (await since()).length > 1);
    client.abort();
    await until("all requests to end", async () => (await since()).every(({ aborted }) => aborted), promptMs);
    await until("all jobs to be gone", async () => (await jobs()) === 0);
  });
});

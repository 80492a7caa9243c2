import { afterAll, beforeAll, beforeEach, describe, expect } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { eras, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";

interface MailHit {
  uri: string;
  subject: string;
}

let stack: SharedStack;
let user: DirectoryUser;
let colleague: DirectoryUser;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  [user, colleague] = await membersWithMail(stack.fake);
});
beforeEach(() => stack.fake.control.resetScript());

const hitsOf = (structured: Record<string, unknown> | undefined) => (structured?.messages ?? []) as MailHit[];

describe.each(eras)("a client of %s", (_era, connect) => {
  let client: McpClient;

  beforeAll(async () => {
    client = await connect(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId: user.id }));
  });
  afterAll(() => client.close());

  test("sees every tool as one that only reads", async () => {
    const tools = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(catalog.map(({ name }) => name));
    for (const { title, annotations } of tools) {
      expect(title).toBeTruthy();
      expect(annotations).toEqual({ readOnlyHint: true, destructiveHint: false, openWorldHint: true });
    }
  });

  test("finds its own message and reads it whole", async () => {
    const [canary = ""] = user.canaries;
    const found = await client.call("outlook_email_search", { query: `"${canary}"` });
    expect(found.isError).toBe(false);
    const [hit] = hitsOf(found.output);
    expect(hit?.uri).toMatch(/^mail:\/\/\/messages\/[^/]+$/);
    const read = await client.call("read_resource", { uri: hit?.uri });
    expect(JSON.stringify(read.output)).toContain(canary);
  });

  test("sees progress before the answer, when it asks for it", async () => {
    const seen: number[] = [];
    const onProgress = ({ progress }: { progress: number }) => seen.push(progress);
    const found = await client.call("outlook_email_search", { limit: 3 }, { onProgress });
    expect(hitsOf(found.output)).toHaveLength(3);
    expect(seen).toEqual([1]);
  });

  test("never finds what stands only in a colleague's mailbox", async () => {
    for (const canary of colleague.canaries) {
      const found = await client.call("outlook_email_search", { query: `"${canary}"` });
      expect(hitsOf(found.output)).toEqual([]);
    }
  });

  test("is told field by field what is wrong with its arguments", async () => {
    const refused = await client.call("outlook_email_search", { limit: "many", before: "x" });
    expect(refused).toMatchObject({ isError: true, output: undefined });
    expect(refused.texts[0]).toMatch(/^invalid_input: .*limit.*before/s);
    expect(refused.meta).toMatchObject({ "m365-connector/error": { code: "invalid_input" } });
  });

  test("gets a protocol error for a tool that does not exist", async () => {
    await expect(client.call("send_mail", {})).rejects.toMatchObject({ code: -32_602 });
  });
});

test("nothing was written and the caller's token never reached Graph", async () => {
  const { writes, inboundAssertionsAtGraph } = await stack.fake.control.stats();
  expect({ writes, inboundAssertionsAtGraph }).toEqual({ writes: 0, inboundAssertionsAtGraph: 0 });
});

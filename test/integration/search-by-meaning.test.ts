// Search by meaning through both processes: what it finds that words don't, who has it, and the limit that all share.

import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import { type GatewayProcess, type Stack, startStack } from "#test/support/stack.ts";
import { manyRetrievals, tenantsFile } from "#test/support/tenants-file.ts";
import { clientFor, outputOf, personNamed } from "#test/support/tool-answers.ts";

const question = { query: "When is our winter holiday?", mode: "meaning" };
const page = "https://aozora-coffee.sharepoint.com/SitePages/Year-end-closing.aspx";

let stack: Stack;
let hana: DirectoryUser;
let open: GatewayProcess;

beforeAll(async () => {
  // Nothing that was granted or licensed before is remembered.
  stack = await startStack({ workerEnvironment: { OBO_CACHE_MAX_SECONDS: "0" } });
  hana = await personNamed(stack.fake, "hana.mori");
  open = await stack.startGateway({ TENANTS_FILE: tenantsFile([{ id: hana.tenantId }], manyRetrievals) });
});
beforeEach(async () => {
  await stack.fake.control.resetScript();
  await stack.fake.control.resetStats();
  await stack.fake.control.setGrants(hana.tenantId, [...registeredPermissions]);
});
afterAll(() => stack.stop());

const ask = async ({ mcpUrl: url }: GatewayProcess, tool: string, args: object): Promise<Record<string, unknown>> =>
  await outputOf(await clientFor(stack, hana, { url }), tool, { ...args });
const urisIn = ({ files }: Record<string, unknown>) => (files as { uri: string }[]).map(({ uri }) => uri);
const retrievals = async () => {
  const { requests } = await stack.fake.control.stats();
  return requests.filter(({ path }) => path.endsWith("/copilot/retrieval")).length;
};

test("a question finds the page that answers it in other words, with the sentence, and it can be read", async () => {
  const { files, note } = await ask(open, "sharepoint_search", question);
  expect(files).toContainEqual(
    expect.objectContaining({
      uri: page,
      kind: "page",
      title: "Year-end closing",
      summary: expect.stringContaining("We are closed from December 29"),
      score: expect.any(Number),
    }),
  );
  expect(note).toBeUndefined();
  expect(await retrievals()).toBe(2);
  const read = await ask(open, "read_resource", { uri: page });
  expect(JSON.stringify(read)).toContain("休業は12月29日から");
  expect(urisIn(await ask(open, "sharepoint_search", { query: "winter holiday" }))).not.toContain(page);
});

test("a tenant without the rule has words instead, told why, and nothing is asked that may be billed", async () => {
  const { note } = await ask(stack.gateways[0], "sharepoint_search", question);
  expect(note).toMatch(/^Searched by words, not by meaning: whoever runs the connector has not enabled/);
  expect(await retrievals()).toBe(0);
});

test("gateways share a tenant's limit, words don't count, and Redis forgets in a day how many there were", async () => {
  const redis = new Redis(stack.redis.connection);
  try {
    await redis.del(...(await redis.keys("{m365}:retrievals:*")), "none");
    const TENANTS_FILE = tenantsFile([{ id: hana.tenantId }], "retrieval: { searchesPerDay: 2 }");
    const two = await Promise.all([stack.startGateway({ TENANTS_FILE }), stack.startGateway({ TENANTS_FILE })]);
    const [one, other] = two;
    await ask(one, "sharepoint_search", { query: "permit" });
    const notes = [];
    for (const gateway of [one, other, one, other])
      notes.push((await ask(gateway, "sharepoint_search", question)).note);
    expect(notes.map((note) => note === undefined)).toEqual([true, true, false, false]);
    expect(notes[3]).toContain("used up for today");
    const [key = ""] = await redis.keys("{m365}:retrievals:*");
    expect(await redis.get(key)).toBe("2");
    expect(await redis.pttl(key)).toBeGreaterThan(0);
  } finally {
    redis.disconnect();
  }
});

test("with denied labels, files with one are left out, and no file has an extract", async () => {
  const denied = "2096f6a2-d2f7-48be-b329-b73aaa526e5d";
  const rule = `${manyRetrievals}\n  deniedLabels: [${denied}]`;
  const strict = await stack.startGateway({ TENANTS_FILE: tenantsFile([{ id: hana.tenantId }], rule) });
  const without = await ask(strict, "sharepoint_search", question);
  expect(urisIn(without)).toContain(page);
  expect(JSON.stringify(without.files)).not.toContain("summary");
  await stack.fake.control.setBehaviour({ retrievalLabels: { "Year-end-closing.aspx": denied } });
  expect(urisIn(await ask(strict, "sharepoint_search", question))).not.toContain(page);
});

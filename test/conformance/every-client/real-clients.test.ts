import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { compositeNames } from "#gateway/composites/composites.ts";
import { connectLegacy, connectModern } from "#test/support/mcp-clients.ts";
import { connectAiSdk } from "../clients/ai-sdk.ts";
import { connectInspector } from "../clients/inspector.ts";
import { connectMcpRemote } from "../clients/mcp-remote.ts";
import type { Connect, RealClient } from "../clients/real-client.ts";
import { type Product, startProduct, testCalls } from "../real-calls.ts";

/** A command line is a process for each call, of which several may run at once. */
const clients: readonly { name: string; connect: Connect; isCommandLine?: boolean }[] = [
  { name: "@modelcontextprotocol/client", connect: connectModern },
  { name: "@modelcontextprotocol/sdk", connect: connectLegacy },
  { name: "@ai-sdk/mcp", connect: connectAiSdk },
  { name: "mcp-remote", connect: connectMcpRemote },
  { name: "the MCP Inspector's command line, legacy", connect: connectInspector("legacy"), isCommandLine: true },
  { name: "the MCP Inspector's command line, modern", connect: connectInspector("modern"), isCommandLine: true },
];
const names = catalog.map(({ name }): string => name);

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stack.stop());

describe.each(clients)("$name", ({ connect, isCommandLine = false }) => {
  let client: RealClient;
  beforeAll(async () => {
    client = await connect(product.url, product.token);
  });
  afterAll(() => client?.close());

  test("lists every tool", async () => {
    expect((await client.listTools()).map(({ name }) => name)).toEqual(names);
  });

  testCalls({ concurrent: isCommandLine, client: () => client, connect, product: () => product });

  test("finds and fetches by the composite tools that its address names", async () => {
    const named = await connect(`${product.url}?tools=${compositeNames.join()}`, product.token);
    expect((await named.listTools()).map(({ name }) => name)).toEqual(compositeNames);
    const found = await named.call("search", { query: "electrician" });
    expect(found.texts.join()).toMatch(/"title":"[^"]*three-phase line[^"]*Daniel Costa/);
    const [{ id = "" } = {}] = (found.structuredContent?.results ?? []) as { id?: string }[];
    expect((await named.call("fetch", { id })).texts.join()).toContain("three-phase line");
    await named.close();
  });
});

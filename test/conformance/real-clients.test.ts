import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { type CallResult, connectLegacy, connectModern } from "#test/support/mcp-clients.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import { connectAiSdk } from "./clients/ai-sdk.ts";
import { connectInspector, type Inspector } from "./clients/inspector.ts";
import { connectMcpRemote } from "./clients/mcp-remote.ts";
import type { Connect, RealClient } from "./clients/real-client.ts";
import { resourceForms } from "./resource-uris.ts";
import { openSharedMailbox } from "./shared-mailbox.ts";
import { toolCalls } from "./tool-calls.ts";

const clients: readonly (readonly [string, Connect])[] = [
  ["@modelcontextprotocol/client", connectModern],
  ["@modelcontextprotocol/sdk", connectLegacy],
  ["@ai-sdk/mcp", connectAiSdk],
  ["mcp-remote", connectMcpRemote],
];
const names = catalog.map(({ name }): string => name);

let stack: Stack;
let token: string;
/** The uri of each form, in their order. */
let uris: readonly string[];

beforeAll(async () => {
  stack = await startStack();
  const yuki = await personNamed(stack.fake, "yuki.sato");
  await openSharedMailbox(stack.fake, yuki);
  token = await stack.fake.control.mintToken({ userId: yuki.id });
  const client = await connectModern(stack.gateways[0].mcpUrl, token);
  const ask = async (tool: string, args: Record<string, unknown>) => jsonOf(await client.call(tool, args));
  uris = await Promise.all(resourceForms.map(({ find }) => find(ask)));
  await client.close();
});
afterAll(() => stack?.stop());

/** The answer for machines, which must be in the text for models and people too. */
function jsonOf({ isError, structuredContent, texts }: CallResult): string {
  expect(isError, texts.join("\n")).toBe(false);
  return JSON.stringify(structuredContent);
}

function check(result: CallResult, answers: RegExp): void {
  expect(jsonOf(result)).toMatch(answers);
  expect(result.texts.join("\n")).toMatch(answers);
}

/** One test per tool and per form of uri. */
function testEveryCall(client: () => RealClient, options: { concurrent: boolean }): void {
  for (const [name, { args, answers }] of Object.entries(toolCalls)) {
    test(`gets an answer from ${name}`, options, async () => {
      check(await client().call(name, args), answers);
    });
  }
  for (const [index, { kind, form, answers }] of resourceForms.entries()) {
    test(`reads ${form}`, options, async () => {
      const result = await client().call("read_resource", { uri: uris[index] });
      check(result, answers);
      expect(result.structuredContent?.kind).toBe(kind);
    });
  }
}

test("every tool of the catalog has a row", () => {
  expect([...Object.keys(toolCalls), "read_resource"].sort()).toEqual(names.toSorted());
});

describe.each(clients)("%s", (_name, connect) => {
  let client: RealClient;
  beforeAll(async () => {
    client = await connect(stack.gateways[0].mcpUrl, token);
  });
  afterAll(() => client?.close());

  // proves C15
  test("lists every tool", async () => {
    expect((await client.listTools()).map(({ name }) => name)).toEqual(names);
  });

  testEveryCall(() => client, { concurrent: false });
});

describe.each(["legacy", "modern"] as const)("the MCP Inspector's command line, %s", (era) => {
  let inspector: Inspector;
  beforeAll(async () => {
    inspector = await connectInspector(era, { url: stack.gateways[0].mcpUrl, token });
  });
  afterAll(() => inspector?.close());

  // proves C15
  test.concurrent("finds no schema in tools/list that other hosts can't use", async () => {
    const { code, stdout, stderr } = await inspector.run("--method", "tools/list", "--strict");
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).result.tools.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  testEveryCall(() => inspector, { concurrent: true });
});

// proves W1
test("tools/list takes at most 6,000 tokens, at 4 characters each", async () => {
  const client = await connectModern(stack.gateways[0].mcpUrl, token);
  const characters = JSON.stringify(await client.listTools()).length;
  await client.close();
  expect(characters / 4).toBeLessThanOrEqual(6_000);
});

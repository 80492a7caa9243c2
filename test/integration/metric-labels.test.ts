// T24: metrics flooded through labels — every label is a closed set: nothing that a caller sends creates a series.

import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { runs } from "#test/support/property-runs.ts";
import { postMessage, postToolCall } from "#test/support/raw-mcp.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import type { GatewayProcess } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";

/** Each round sends five values that no other has. */
const rounds = runs(500);
const maxSeries = 2_000;

let stack: SharedStack;
let gateway: GatewayProcess;
let token: string;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  [gateway] = stack.gateways;
  token = await stack.fake.control.mintToken();
});

async function series(): Promise<string[]> {
  const services = [gateway, ...stack.workers];
  const texts = await Promise.all(services.map(async ({ opsUrl }) => await (await fetch(`${opsUrl}/metrics`)).text()));
  const lines = texts.flatMap((text) => text.split("\n")).filter((line) => line !== "" && !line.startsWith("#"));
  // Node's own series come with what its garbage collector does.
  const ours = lines.filter((line) => !line.startsWith("nodejs_"));
  return ours.map((line) => line.slice(0, line.lastIndexOf(" "))).sort();
}

async function sendRandomValues(): Promise<void> {
  const url = gateway.mcpUrl;
  const answers = await Promise.all([
    postToolCall("modern", { url, token, tool: `tool_${randomUUID()}` }),
    postToolCall("legacy", {
      url,
      token,
      tool: "read_resource",
      args: { uri: `mail:///messages/${randomUUID()}`, [randomUUID()]: 1 },
    }),
    postMessage("legacy", { id: 1, method: `method/${randomUUID()}` }, { url, token }),
    postMessage("legacy", { id: 1, method: "ping" }, { url, token: randomUUID() }),
    fetch(`${new URL(url).origin}/${randomUUID()}`, { headers: { origin: `https://${randomUUID()}.example` } }),
  ]);
  await Promise.all(answers.map((answer) => answer.arrayBuffer()));
}

// proves A29
test(`${5 * rounds} values that nobody foresaw add no series to the metrics`, async () => {
  await sendRandomValues();
  // Another tenant, so that its first call can't bring series either.
  const [other] = await membersWithMail(stack.fake, 1);
  await (await postToolCall("modern", { url: gateway.mcpUrl, token, tool: "outlook_email_search" })).arrayBuffer();
  const before = await series();
  expect(before.length).toBeLessThan(maxSeries);
  for (let round = 0; round < rounds; round += 10) await Promise.all(Array.from({ length: 10 }, sendRandomValues));
  const othersToken = await stack.fake.control.mintToken({ userId: other.id });
  await (
    await postToolCall("modern", { url: gateway.mcpUrl, token: othersToken, tool: "outlook_email_search" })
  ).arrayBuffer();
  expect(await series()).toEqual(before);
});

test("an unknown tool counts as other", async () => {
  expect(
    (await series()).some((line) => line.startsWith("m365_tool_call_seconds_count") && line.includes('tool="other"')),
  ).toBe(true);
});

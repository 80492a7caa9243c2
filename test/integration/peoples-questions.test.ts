import { afterAll, describe, expect } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { outputOf, personNamed } from "#test/support/tool-answers.ts";
import { addDatedData } from "./questions/dated-data.ts";
import { inEnglish } from "./questions/in-english.ts";
import { inJapanese } from "./questions/in-japanese.ts";
import { type Question, resolved } from "./questions/question.ts";

let stack: SharedStack;
const clients = new Map<string, McpClient>();

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  await addDatedData(stack.fake.control, await personNamed(stack.fake, "yuki.sato"));
});
afterAll(() => Promise.all([...clients.values()].map((client) => client.close())));

async function clientOf(alias: string): Promise<McpClient> {
  const known = clients.get(alias);
  if (known !== undefined) return known;
  const { id: userId } = await personNamed(stack.fake, alias);
  const client = await connectModern(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId }));
  clients.set(alias, client);
  return client;
}

/** The last answer to a question, as a model reads it. */
async function answerTo({ by = "hana.mori", calls }: Question): Promise<string> {
  const client = await clientOf(by);
  const answers: unknown[] = [];
  for (const { tool, args } of calls) answers.push(await outputOf(client, tool, resolved(args, answers)));
  return JSON.stringify(answers.at(-1));
}

describe.each([
  ["English", inEnglish],
  ["Japanese", inJapanese],
] as const)("the answer to what people ask in %s", (_language, questions) => {
  test.each(questions)("$asks", async (question) => {
    const answer = await answerTo(question);
    for (const fact of question.facts) expect(answer).toMatch(fact);
    for (const other of question.never ?? []) expect(answer).not.toMatch(other);
  });
});

test("people ask sixty questions, half of them in each language, and every tool", () => {
  expect(inEnglish.length).toBeGreaterThanOrEqual(30);
  expect(inJapanese.length).toBeGreaterThanOrEqual(30);
  const asked = new Set([...inEnglish, ...inJapanese].flatMap(({ calls }) => calls.map(({ tool }) => tool)));
  expect(catalog.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
});

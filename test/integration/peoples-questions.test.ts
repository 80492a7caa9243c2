import { afterAll, describe, expect } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { outputOf, personNamed } from "#test/support/tool-answers.ts";
import { addDatedData } from "./questions/dated-data.ts";
import { inEnglish } from "./questions/in-english.ts";
import { inJapanese } from "./questions/in-japanese.ts";
import { pastedInEnglish } from "./questions/pasted-in-english.ts";
import { pastedInJapanese } from "./questions/pasted-in-japanese.ts";
import { type Question, resolved } from "./questions/question.ts";

let stack: SharedStack;
const clients = new Map<string, McpClient>();

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  await addDatedData(stack.fake.control, await personNamed(stack.fake, "yuki.sato"));
});
afterAll(() => Promise.all([...clients.values()].map((client) => client.close())));

const english = [...inEnglish, ...pastedInEnglish];
const japanese = [...inJapanese, ...pastedInJapanese];
/** Tools that the address has to name, as ChatGPT's research does. */
const isNamed = (tool: string) => tool === "search" || tool === "fetch";

async function clientOf(alias: string, tool: string): Promise<McpClient> {
  const query = isNamed(tool) ? "?tools=search,fetch" : "";
  const known = clients.get(alias + query);
  if (known !== undefined) return known;
  const { id: userId } = await personNamed(stack.fake, alias);
  const url = `${stack.gateways[0].mcpUrl}${query}`;
  const client = await connectModern(url, await stack.fake.control.mintToken({ userId }));
  clients.set(alias + query, client);
  return client;
}

/** The last answer to a question, as a model reads it. */
async function answerTo({ by = "hana.mori", copied, calls }: Question): Promise<string> {
  const answers: unknown[] = [];
  const asked = [
    ...(copied?.calls ?? []).map((call) => ({ ...call, alias: copied?.by ?? by })),
    ...calls.map((call) => ({ ...call, alias: by })),
  ];
  for (const { alias, tool, args } of asked) {
    answers.push(await outputOf(await clientOf(alias, tool), tool, resolved(args, answers)));
  }
  return JSON.stringify(answers.at(-1));
}

describe.each([
  ["English", english],
  ["Japanese", japanese],
] as const)("the answer to what people ask in %s", (_language, questions) => {
  test.each(questions)("$asks", async (question) => {
    const answer = await answerTo(question);
    for (const fact of question.facts) expect(answer).toMatch(fact);
    for (const other of question.never ?? []) expect(answer).not.toMatch(other);
  });
});

test("people ask a hundred questions, half of them in each language, paste links, and use every tool", () => {
  expect(english.length).toBeGreaterThanOrEqual(45);
  expect(japanese.length).toBeGreaterThanOrEqual(45);
  const all = [...english, ...japanese];
  expect(all.length).toBeGreaterThanOrEqual(100);
  expect(all.filter(({ copied }) => copied !== undefined).length).toBeGreaterThanOrEqual(20);
  const asked = new Set(all.flatMap(({ calls }) => calls.map(({ tool }) => tool)));
  const tools = [...catalog.map(({ name }) => name), "search", "fetch"] as const;
  expect(tools.filter((name) => !asked.has(name))).toEqual([]);
});

import type { Detail } from "#common/tools/schemas/parameters.ts";
import type { Ask } from "#test/support/asked-demo.ts";
import { countedTokens } from "#test/support/count-tokens.ts";
import { toolTests } from "#test/tools/tools.ts";
import type { AnswerOf } from "#workers/tools/handlers.ts";
import { readText } from "#workers/tools/resources/read-resource.ts";
import { type HitTool, hitBars } from "./token-bars.ts";

/** Tokens of the answers to the questions of a tool. */
export interface AnswerTokens {
  hits: { count: number; mean: number; most: number };
  /** What each field takes with its name, on average of all hits; the longest first. */
  fields: Readonly<Record<string, number>>;
  /** Of the longest first cursor of an answer with as many hits as by default, and of the longest answer. */
  cursor: number;
  answer: number;
}

/** Asks all questions of a tool. */
export async function measureAnswers(ask: Ask, tool: HitTool, detail?: Detail): Promise<AnswerTokens> {
  const outputs: Record<string, unknown>[] = [];
  const cursors: unknown[] = [];
  for (const question of toolTests[tool].questions) {
    const output = await ask(tool, detail === undefined ? question : { ...question, detail });
    outputs.push(output);
    if (question.limit === undefined) cursors.push(output.nextCursor);
  }
  const cursor = Math.max(0, ...cursors.filter((one) => one !== undefined).map(countedTokens));
  return { ...tokensOfAnswers(outputs, hitBars[tool].list), cursor };
}

/** Tokens of the first page of the demo's longest chat, which has fifty messages, and of their texts alone. */
export async function measureChat(ask: Ask): Promise<{ messages: number; all: number; texts: number }> {
  const { chats } = (await ask("teams_list_chats", { query: "Kyoto opening" })) as { chats: { uri: string }[] };
  const answer = (await ask("read_resource", { uri: chats[0]?.uri })) as AnswerOf<"read_resource">;
  const messages = answer.chat?.messages ?? [];
  const texts = messages.reduce((sum, { text = "" }) => sum + countedTokens(text), 0);
  return { messages: messages.length, all: countedTokens(readText(answer)), texts };
}

function tokensOfAnswers(outputs: readonly Record<string, unknown>[], list: string): Omit<AnswerTokens, "cursor"> {
  const hits = outputs.flatMap((output) => output[list] as Record<string, unknown>[]);
  const each = hits.map(countedTokens);
  const sums = new Map<string, number>();
  for (const hit of hits) {
    for (const [name, value] of Object.entries(hit)) {
      sums.set(name, (sums.get(name) ?? 0) + countedTokens(`${JSON.stringify(name)}:${JSON.stringify(value)},`));
    }
  }
  const perHit = (sum: number) => Math.round(sum / hits.length);
  const fields = [...sums].map(([name, sum]) => [name, perHit(sum)] as const).toSorted((a, b) => b[1] - a[1]);
  return {
    hits: { count: hits.length, mean: perHit(each.reduce((sum, one) => sum + one, 0)), most: Math.max(...each) },
    fields: Object.fromEntries(fields),
    answer: Math.max(...outputs.map(countedTokens)),
  };
}

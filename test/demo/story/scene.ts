import type { z } from "zod";
import type { catalog, ToolName } from "#common/tools/catalog.ts";
import { toCallResult } from "#test/support/mcp-clients.ts";
import type { AnswerOf } from "#workers/tools/handlers.ts";
import type { Screen } from "../terminal/screen.ts";
import { cut, textWidth } from "../terminal/text-width.ts";
import type { FollowCall, Route } from "./follow-calls.ts";
import type { Person } from "./persons.ts";

/** The product did not do what the demo says that it does. The message says what was expected. */
export class WrongAnswer extends Error {
  constructor(expected: string) {
    super(expected);
    this.name = "WrongAnswer";
  }
}

type InputOf<Name extends ToolName> = z.input<Extract<(typeof catalog)[number], { name: Name }>["inputSchema"]>;

interface AskedTool<Name extends string> {
  name: Name;
  inputSchema: z.ZodObject;
}

export interface Question<Name extends ToolName = ToolName> {
  who: Person;
  /** What the person wants, as they would say it. */
  words: string;
  tool: AskedTool<Name>;
  /** What a model would make of it. */
  args: InputOf<Name>;
}

/** A question, whatever the tool. */
type Asked = Pick<Question, "who" | "words"> & { tool: AskedTool<string>; args: object };

export interface Refusal {
  code: string;
  text: string;
}

/** What a step of the demo uses. */
export interface Scene {
  screen: Screen;
  /** The user who asks in most steps. */
  hero: Person;
  /** Signs in another person of the company, by the part of the address before the `@`. */
  person(alias: string): Promise<Person>;
  /** Asks, shows question and route, and gives the output. Throws a `WrongAnswer` when the tool refuses. */
  ask<Name extends ToolName>(question: Question<Name>): Promise<AnswerOf<Name>>;
  /** Asks what must be refused, and shows how. Throws a `WrongAnswer` when the tool answers. */
  askInVain<Name extends ToolName>(question: Question<Name>): Promise<Refusal>;
  /** Throws a `WrongAnswer` unless it holds. */
  expect(expected: string, holds: boolean): void;
}

export interface SceneParts {
  screen: Screen;
  hero: Person;
  bringIn(alias: string): Promise<Person>;
  followCall: FollowCall;
  /** Ends the call in flight and everything after it. */
  signal: AbortSignal;
  /** Sees all that was asked and answered. */
  onExchange(exchange: { args: unknown; answer: unknown }): void;
}

/** `38 ms: queue 2 ms → worker 2, Entra 15 ms, Graph 12 ms (1 request)` */
function describeRoute({ totalMs, run }: Route): string {
  const ms = (value: number) => `${Math.round(value)} ms`;
  if (run === undefined) return `${ms(totalMs)}: refused by the gateway`;
  const { worker, exchangeMs, graphMs, graphRequests } = run;
  // Two processes measure it, whose estimates of Redis' time may be some milliseconds apart.
  const queueMs = Math.max(0, Math.min(run.queueMs, totalMs - graphMs - (exchangeMs ?? 0)));
  const entra = exchangeMs === undefined ? "token kept" : `Entra ${ms(exchangeMs)}`;
  const graph = `Graph ${ms(graphMs)} (${graphRequests} request${graphRequests === 1 ? "" : "s"})`;
  return `${ms(totalMs)}: queue ${ms(queueMs)} → ${worker}, ${entra}, ${graph}`;
}

/** Arguments as people write them: quotes inside a text are not escaped. */
function argumentList(args: object): string {
  const written = (value: unknown) =>
    typeof value === "string" && !value.includes("'") ? `'${value}'` : JSON.stringify(value);
  return Object.entries(args)
    .map(([name, value]) => `${name}: ${written(value)}`)
    .join(", ");
}

export function createScene({ screen, hero, bringIn, followCall, signal, onExchange }: SceneParts): Scene {
  const here = new Map([[hero.user.userPrincipalName.split("@")[0], hero]]);
  const { paint } = screen;

  async function call({ who, words, tool, args }: Asked) {
    signal.throwIfAborted();
    screen.line();
    screen.speak(who.name, `“${words}”`, ["bold", "cyan"]);
    const room = screen.columns - textWidth(tool.name) - 6;
    screen.line(`  → ${paint("bold", tool.name)}  ${cut(argumentList(args), room)}`);
    const { answer, route } = await followCall(() =>
      who.client.callTool({ name: tool.name, arguments: { ...args } }, { signal }),
    );
    onExchange({ args, answer });
    screen.line(`  ${paint("dim", cut(`← ${describeRoute(route)}`, screen.columns - 2))}`);
    const text = answer.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
    return { answer, text };
  }

  return {
    screen,
    hero,
    async person(alias) {
      const known = here.get(alias);
      if (known !== undefined) return known;
      const person = await bringIn(alias);
      here.set(alias, person);
      return person;
    },
    async ask(question) {
      const { answer, text } = await call(question);
      if (answer.isError) throw new WrongAnswer(`${question.tool.name} should answer, but it refused: ${text}`);
      return toCallResult(question.tool.name, answer).output as AnswerOf<typeof question.tool.name>;
    },
    async askInVain(question) {
      const { answer, text } = await call(question);
      if (!answer.isError) throw new WrongAnswer(`${question.tool.name} should refuse, but it answered`);
      return { code: text.split(":")[0] ?? "", text };
    },
    expect(expected, holds) {
      if (!holds) throw new WrongAnswer(expected);
    },
  };
}

import { startTrustedTenant } from "#test/unit/workers/auth/obo-fixture.ts";
import { extractHere, type Outcome, promptGraph, startPersonAsking } from "./person-asking.ts";
import { personNamed } from "./tool-answers.ts";

/** Asks a tool. @throws when the answer is a refusal */
export type Ask = (tool: string, args: object) => Promise<Record<string, unknown>>;

export type AskedDemo = Awaited<ReturnType<typeof startAskedDemo>>;

/** The demo company, whose people call tools in this process. */
export async function startAskedDemo(now: () => number = Date.now) {
  const fake = await startTrustedTenant({ now });
  await fake.control.setBehaviour(promptGraph);
  const closing: (() => Promise<void>)[] = [];
  return {
    fake,
    /** Asks as this person of the demo company, such as `yuki.sato`. */
    async as(alias: string): Promise<Ask> {
      const person = await startPersonAsking(fake, await personNamed(fake, alias), { extractText: extractHere, now });
      closing.push(() => person.close());
      return async (tool, args) => outputOf(await person.ask(tool, { ...args }), `${tool} ${JSON.stringify(args)}`);
    },
    async close() {
      await Promise.all(closing.map((close) => close()));
      await fake.close();
    },
  };
}

function outputOf(outcome: Outcome, question: string): Record<string, unknown> {
  if ("output" in outcome) return outcome.output;
  throw new Error(`${question}: ${"refusal" in outcome ? outcome.refusal : String(outcome.unforeseen)}`);
}

import type { McpClient } from "#test/support/mcp-clients.ts";
import { type AskingOptions, type PersonAsking, prompt, startPersonAsking } from "#test/support/person-asking.ts";
import { isThorough } from "#test/support/property-runs.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import type { Question } from "#test/tools/tool-tests.ts";
import { startTrustedTenant } from "#test/unit/workers/auth/obo-fixture.ts";
import { spoilEveryProperty } from "./spoil-every-property.ts";

export interface SpoiltWorld {
  asking: PersonAsking;
  /** The same person, as a client of the tools; nothing is spoilt. */
  client: Pick<McpClient, "call">;
  close(): Promise<void>;
}

/** Random sets of three spoils, for each question. */
const threesEach = isThorough ? 20 : 5;
const seed = 20_261_126;

/** A person of the demo company, whose Graph answers at once. */
export async function startSpoiltWorld(extractText?: AskingOptions["extractText"]): Promise<SpoiltWorld> {
  const fake = await startTrustedTenant();
  // Nothing limits the requests here.
  await fake.control.setBehaviour({ ...prompt, teamsReadsPerSecond: 1_000_000 });
  const asking = await startPersonAsking(fake, await personNamed(fake, "hana.mori"), { extractText });
  return {
    asking,
    client: {
      async call(tool, args) {
        const outcome = await asking.ask(tool, args);
        if (!("output" in outcome)) throw new Error(`${tool} ${JSON.stringify(args)}: ${JSON.stringify(outcome)}`);
        return {
          isError: false,
          output: outcome.output,
          structuredContent: undefined,
          texts: [],
          pictures: [],
          meta: undefined,
        };
      },
    },
    async close() {
      await asking.close();
      await fake.close();
    },
  };
}

/** All that is wrong with the answers to these questions when parts of Graph's answers are spoilt. */
export async function spoilQuestions(
  world: SpoiltWorld,
  tool: string,
  questions: readonly Question[],
): Promise<string[]> {
  const faults = new Set<string>();
  const spoiltBefore = new Map<string, number>();
  let tried = 0;
  for (const args of questions) {
    const result = await spoilEveryProperty({
      asking: world.asking,
      tool,
      args,
      threes: threesEach,
      seed,
      spoiltBefore,
    });
    tried += result.tried;
    for (const fault of result.faults) faults.add(fault);
  }
  process.stderr.write(`${tool}: ${questions.length} questions, ${tried} answers with something spoilt\n`);
  return [...faults];
}

import type { McpClient } from "#test/support/mcp-clients.ts";
import { type AskingOptions, type PersonAsking, promptGraph, startPersonAsking } from "#test/support/person-asking.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import { startTrustedTenant } from "#test/unit/workers/auth/obo-fixture.ts";

export interface SpoiltWorld {
  asking: PersonAsking;
  /** The same person, as a client of the tools; nothing is spoilt. */
  client: Pick<McpClient, "call">;
  close(): Promise<void>;
}

/** A person of the demo company, whose Graph answers at once. */
export async function startSpoiltWorld(extractText?: AskingOptions["extractText"]): Promise<SpoiltWorld> {
  const fake = await startTrustedTenant();
  // Nothing limits the requests here.
  await fake.control.setBehaviour({ ...promptGraph, teamsReadsPerSecond: 1_000_000 });
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

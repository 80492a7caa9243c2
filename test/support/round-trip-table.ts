import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { markdownTable } from "./marked-block.ts";

const spread = z.object({ median: z.number(), most: z.number() });
const summary = z.object({ requests: spread, waitSeconds: spread, roundTrips: spread });
const roundTrips = z.object({
  graphDelayMs: z.number(),
  results: z.array(
    z.object({
      tool: z.string(),
      warm: summary,
      cold: summary,
      questions: z.array(z.object({ question: z.string() })),
    }),
  ),
});

const both = ({ median, most }: z.output<typeof spread>) => `${median} / ${most}`;

/** What a question to each tool costs while Graph is slow, out of docs/internals/bench/round-trips.json. */
export function roundTripTable(root: string): string {
  const { graphDelayMs, results } = roundTrips.parse(
    JSON.parse(readFileSync(join(root, "docs/internals/bench/round-trips.json"), "utf8")),
  );
  const header = ["tool", "questions", "requests", "wait, s", "round trips", "first call: requests", "round trips"];
  const rows = results.map(({ tool, warm, cold, questions }) => [
    tool,
    String(questions.length),
    both(warm.requests),
    both(warm.waitSeconds),
    both(warm.roundTrips),
    both(cold.requests),
    both(cold.roundTrips),
  ]);
  return (
    `Each answer of Entra, Graph and the download host takes ${graphDelayMs} ms; one person asks one question after ` +
    `the other.\nNumbers are median / most. Round trips are the whole wait divided by ${graphDelayMs} ms, so that ` +
    "requests side by side\ncount once. First call: the worker has never seen the person, so their token is " +
    `exchanged first.\n\n${markdownTable(header, rows)}`
  );
}

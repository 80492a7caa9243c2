import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { machineLine } from "#test/bench/machine.ts";
import { barOf, isMet } from "#test/bench/result-file.ts";
import { markdownTable } from "./marked-block.ts";
import { peerTable } from "./peer-table.ts";
import { roundTripTable } from "./round-trip-table.ts";

const resultSchema = z.object({
  command: z.string(),
  machine: z.object({ at: z.string(), commit: z.string(), cpu: z.string(), cores: z.number(), node: z.string() }),
  claims: z.array(
    z.object({
      says: z.string(),
      measured: z.number().nullable(),
      unit: z.string(),
      most: z.number().exactOptional(),
      least: z.number().exactOptional(),
    }),
  ),
  chart: z.string().optional(),
  unjudged: z.string().optional(),
});
type Result = z.output<typeof resultSchema>;

function claimRows({ command, claims, unjudged }: Result): string[][] {
  return claims.map(({ measured, ...claim }) => {
    const judged = { ...claim, measured: measured ?? Number.NaN };
    const bar = barOf(judged);
    const verdict =
      bar === "" ? "" : unjudged === undefined ? (isMet(judged) ? ": met" : ": **not met**") : ": not judged";
    return [claim.says, measured === null ? "–" : `${measured} ${claim.unit}`, `${bar}${verdict}`, `\`${command}\``];
  });
}

function resultLine(name: string, { machine, chart, unjudged }: Result): string {
  const curve = chart === undefined ? "" : ` ![${name}](${chart})`;
  const note = unjudged === undefined ? "" : ` Not judged: ${unjudged}.`;
  return `- [${name}](${name}): ${machineLine(machine)}.${note}${curve}`;
}

/** A result of today's shape; throws for any other, which would be missing from the page unseen. */
function resultIn(path: string): Result {
  const parsed = resultSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (parsed.success) return parsed.data;
  throw new Error(`${path} is no result as benches write it. Measure it again.\n${z.prettifyError(parsed.error)}`);
}

/** docs/internals/bench/README.md: each claim with its number, its bar and the command that measures it again. */
export function benchPage(root: string): string {
  const folder = join(root, "docs/internals/bench");
  const results = globSync("*.json", { cwd: folder })
    .sort()
    .map((name) => ({ name, result: resultIn(join(folder, name)) }));
  const rows = results.flatMap(({ result }) => claimRows(result));
  return `# Benchmarks

Every measurement with its bar and the command that repeats it. A command writes a JSON file in this folder, and exits
with 1 if a bar is not met; \`npm run docs\` generates this page. Entra and Graph are simulated.
\`npm run bench -- all\` runs all modes of \`bench\`.

${markdownTable(["what", "measured", "bar", "command"], rows)}

## Round trips

${roundTripTable(root)}

## Documents, beside other libraries

Every library in a process of its own, with 20 s for each document. *Words found* is recall; *words that the document
has* is precision. Both are means over the documents that have a reference text, without signs of Markdown, addresses
of links and page marks. *Facts* are rows of tables, numbers of lists, units and the order of reading, as a person saw
them in the document (\`structures.ts\` and \`packages/*-facts.ts\` in \`test/bench/extract\`).
[How they were chosen](../../decisions/documents.md); versions are in \`test/bench/extract/peers/package.json\`.

${peerTable(root)}

## Machines and curves

${results.map(({ name, result }) => resultLine(name, result)).join("\n")}
`;
}

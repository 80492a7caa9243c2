import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { machineLine } from "#test/bench/machine.ts";
import { barOf, isMet } from "#test/bench/result-file.ts";
import { markdownTable } from "./marked-block.ts";
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

function resultLine(name: string, { machine, unjudged }: Result): string {
  const note = unjudged === undefined ? "" : ` Not judged: ${unjudged}.`;
  return `- [${name}](${name}): ${machineLine(machine)}.${note}`;
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

## Machines

${results.map(({ name, result }) => resultLine(name, result)).join("\n")}
`;
}

import { parseArgs } from "node:util";
import { root } from "#test/bootstrap/paths.mjs";
import { estimate, estimateLines } from "./estimate.ts";

const usage = `npm run size -- --people 5000 --calls-per-day 20 [--tenants 1] [--graph-ms 500]
docs/size.md has the formula, and what it assumes.`;

try {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      people: text,
      "calls-per-day": text,
      tenants: { ...text, default: "1" },
      "graph-ms": { ...text, default: "500" },
    },
  });
  const number = (name: keyof typeof values) => {
    const value = Number(values[name]);
    if (!(value > 0 && value < 1e9)) throw new Error(`--${name} has to be a number above 0.`);
    return value;
  };
  const asked = { people: number("people"), callsPerDay: number("calls-per-day"), tenants: number("tenants") };
  for (const line of estimateLines(estimate(root, { ...asked, graphMs: number("graph-ms") }))) console.log(line);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  process.exitCode = 1;
}

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeMachine } from "#test/bench/machine.ts";
import { catalogue } from "#test/fault/catalogue/catalogue.ts";
import { outdatedDocs } from "#test/support/generated-docs.ts";
import { mergePlayed, playedSchema } from "./measured-faults.ts";

/**
 * Makes test/fault/measured.json of what a run reported, and the page of it: `main.ts REPORTED RUNS
 * LONGEST_RUN_SECONDS`.
 */
const [file = "", runs = "1", longestRunSeconds = "0"] = process.argv.slice(2);
const root = join(import.meta.dirname, "../../..");
const lines = readFileSync(file, "utf8").trim().split("\n");
const played = lines.map((line) => playedSchema.parse(JSON.parse(line)));
const faults = catalogue.flatMap(({ name: family, faults: ofFamily }) =>
  ofFamily.flatMap(({ name }) => {
    const [first, ...others] = played.filter((one) => one.family === family && one.name === name);
    return first === undefined ? [] : [mergePlayed([first, ...others])];
  }),
);
const measured = {
  command: `npm run test:fault -- --repeat ${runs}`,
  machine: describeMachine(),
  longestRunSeconds: Math.round(Number(longestRunSeconds)),
  faults,
};
writeFileSync(join(root, "test/fault/measured.json"), `${JSON.stringify(measured, undefined, 2)}\n`);
outdatedDocs(root, false);

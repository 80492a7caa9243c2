import { readFileSync } from "node:fs";
import { join } from "node:path";
import { machineLine } from "#test/bench/machine.ts";
import { catalogue } from "#test/fault/catalogue/catalogue.ts";
import type { Fault } from "#test/fault/catalogue/fault.ts";
import { measuredSchema } from "#test/fault/report/measured-faults.ts";
import { markdownTable } from "./marked-block.ts";

type Measured = ReturnType<typeof measuredSchema.parse>;

const mostRunSeconds = 480;

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

function endingsOf({ endings }: Measured["faults"][number]): string {
  const { ok = 0, ...others } = endings;
  const failed = Object.entries(others).map(([ending, count]) => `${count} \`${ending}\``);
  return [`${ok} answered`, ...failed].join(", ");
}

function rowOf({ name, expected }: Fault, family: string, { faults }: Measured): string[] {
  const found = faults.find((fault) => fault.family === family && fault.name === name);
  if (found === undefined) return [name, expected, "**not measured**: `npm run test:fault`", "", "", ""];
  return [
    name,
    expected,
    endingsOf(found),
    seconds(found.slowestMs),
    seconds(found.recoveryMs),
    seconds(found.cleanMs),
  ];
}

/** Faults that have no measurement, and measurements of faults that are no more. */
export function unmeasuredFaults(root: string): string[] {
  const { faults } = readMeasured(root);
  const known = catalogue.flatMap((family) => family.faults.map(({ name }) => `${family.name}: ${name}`));
  const measured = faults.map(({ family, name }) => `${family}: ${name}`);
  return [...known.filter((name) => !measured.includes(name)), ...measured.filter((name) => !known.includes(name))];
}

const readMeasured = (root: string): Measured =>
  measuredSchema.parse(JSON.parse(readFileSync(join(root, "test/fault/measured.json"), "utf8")));

/** test/fault/README.md: fault → expected → measured. */
export function faultPage(root: string): string {
  const measured = readMeasured(root);
  const { machine, command, faults, longestRunSeconds } = measured;
  const header = ["fault", "expected", "calls that met it", "slowest call", "all served again", "Redis clean"];
  const tables = catalogue.map(({ name, stage, faults: ofFamily }) => {
    const rows = ofFamily.map((fault) => rowOf(fault, name, measured));
    return `## ${name}\n\nDeadline of a call: ${seconds(stage.deadlineMs)}.\n\n${markdownTable(header, rows)}`;
  });
  const runs = Math.min(...faults.map((fault) => fault.runs));
  return `# Faults

What is broken on purpose while twelve people of four tenants ask for their mail, each over and over: real gateways, real workers, a
real Redis, real signals, a network between them that a test can spoil; only Microsoft is played. One fault after the other, each ${runs === 1 ? "once" : `${runs} times`}.

For every fault the test fails when one of these does not hold:

- every answer is its asker's: it holds their own mark, and no mark or address of anybody else;
- no call lasts longer than its deadline and one second;
- calls end only as the fault allows, and as it must, or it did not bite; where a time is promised, within it;
- when the fault is over, everybody is served again within a bound, without hands;
- nothing of any call is left in Redis 60 s later, and Redis never held a token or content in clear;
- no process printed a token, a key or content, and none ended that should live.

*Calls that met it* are all from its beginning until everybody was served again, over all runs. Times are the longest of all runs:
*all served again* counts from the end of the fault until the last of all had an answer; *Redis clean* until the last trace of
those calls was gone; the empty reply stream of a gateway that was killed lasts a minute. On ${machineLine(machine)}.

\`${command}\` measures it anew and writes \`measured.json\` and this page. A run of all fault tests took ${longestRunSeconds} s at
most; it is to take no more than ${mostRunSeconds} s.

${tables.join("\n\n")}
`;
}

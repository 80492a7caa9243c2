import { readFileSync } from "node:fs";
import { join } from "node:path";
import { machineLine } from "#test/bench/machine.ts";
import { catalogue } from "#test/fault/catalogue/catalogue.ts";
import type { Fault } from "#test/fault/catalogue/fault.ts";
import { measuredSchema } from "#test/fault/report/measured-faults.ts";
import { markdownTable } from "./marked-block.ts";

type Measured = ReturnType<typeof measuredSchema.parse>;

const maxRunSeconds = 480;

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
  const header = ["fault", "expected", "calls affected", "slowest call", "all served again", "Redis clean"];
  const tables = catalogue.map(({ name, stage, faults: ofFamily }) => {
    const rows = ofFamily.map((fault) => rowOf(fault, name, measured));
    return `## ${name}\n\nDeadline of a call: ${seconds(stage.deadlineMs)}.\n\n${markdownTable(header, rows)}`;
  });
  const runs = Math.min(...faults.map((fault) => fault.runs));
  return `# Faults

Each fault is injected while twelve users of four tenants search their mail in a loop, through real gateways, real
workers and a real Redis, with real signals and a network that tests can disturb. Only Entra and Graph are simulated.
The faults run one after the other, each ${runs === 1 ? "once" : `${runs} times`}.

For every fault the test fails unless all of this holds:

- every answer belongs to its caller: it contains the caller's own mark, and no mark or address of anybody else;
- no call lasts longer than its deadline plus one second;
- calls end only in the ways that the fault allows, in the way that shows that it took effect, and in the promised time;
- after the fault everybody is served again within a bound, without a manual step;
- 60 s later nothing of any call is left in Redis, and Redis never held a token or content in clear text;
- no process printed a token, a key or content, and no process exited that should have lived.

Where everybody's undisturbed answers take longer than a second, the machine is slow or busy: the second after a
deadline, and the times in which people are told to come back or are served again, may then be so many times longer,
five at most.

*Calls affected* are all calls from the start of the fault until everybody was served again, over all runs. Times are
the longest of all runs: *all served again* is measured from the end of the fault until the last user had an answer,
*Redis clean* until the last trace of those calls was gone; the empty reply stream of a killed gateway lasts a minute.
On ${machineLine(machine)}.

\`${command}\` repeats the measurement and writes \`measured.json\` and this page. The longest run of all fault tests
took ${longestRunSeconds} s; the limit is ${maxRunSeconds} s.

${tables.join("\n\n")}
`;
}

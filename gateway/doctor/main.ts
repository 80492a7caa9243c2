import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { writePartLine } from "#common/doctor/part-report.ts";
import { runMain } from "#common/run-main.ts";
import { checkGateway } from "./check-gateway.ts";
import type { Person } from "./sign-in-once.ts";

/** A person at this terminal: the report goes to standard output, and what they are told to standard error. */
function personHere(): Person & { leave(): void } {
  const { promise: typed, resolve } = Promise.withResolvers<number>();
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    const number = /^(?:AADSTS)?(\d{4,9})$/i.exec(line.trim())?.[1];
    if (number !== undefined) resolve(Number(number));
  });
  return {
    open: (address) =>
      void process.stderr.write(
        `\nOpen this address in a browser on this machine, and sign in:\n${address}\n` +
          "If Microsoft shows an error instead, type its number (AADSTS…) and Enter.\n\n",
      ),
    typed,
    leave: () => lines.close(),
  };
}

/** Started by `doctor/main.ts`, with the gateway's environment. Prints a line of JSON for each result. */
await runMain(process, async () => {
  const { values } = parseArgs({
    options: {
      "before-start": { type: "boolean", default: false },
      "sign-in": { type: "boolean", default: false },
      "settings-file": { type: "string" },
    },
  });
  const person = values["sign-in"] ? personHere() : undefined;
  const { shared } = await checkGateway({
    environment: process.env,
    settingsFile: values["settings-file"],
    isBeforeStart: values["before-start"],
    person,
    onResult: (result) => process.stdout.write(writePartLine({ result })),
  });
  person?.leave();
  process.stdout.write(writePartLine({ shared }));
});

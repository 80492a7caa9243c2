import { parseArgs } from "node:util";
import { runMain } from "#common/run-main.ts";
import { writePartLine } from "#doctor/part-report.ts";
import { checkGateway } from "./check-gateway.ts";

/** Started by `doctor/main.ts`, with the gateway's environment. Prints a line of JSON for each result. */
await runMain(process, async () => {
  const { values } = parseArgs({ options: { "before-start": { type: "boolean", default: false } } });
  const { shared } = await checkGateway({
    environment: process.env,
    isBeforeStart: values["before-start"],
    onResult: (result) => process.stdout.write(writePartLine({ result })),
  });
  process.stdout.write(writePartLine({ shared }));
});

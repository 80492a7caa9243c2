import { parseArgs } from "node:util";
import { writePartLine } from "#common/doctor/part-report.ts";
import { runMain } from "#common/run-main.ts";
import { checkWorkers } from "./check-workers.ts";

/** Started by `doctor/main.ts`, with a worker's environment. Prints a line of JSON for each result. */
await runMain(process, async () => {
  const { values } = parseArgs({ options: { tenant: { type: "string" }, "settings-file": { type: "string" } } });
  const { shared } = await checkWorkers({
    environment: process.env,
    settingsFile: values["settings-file"],
    tenantId: values.tenant ?? process.env.AZURE_TENANT_ID,
    onResult: (result) => process.stdout.write(writePartLine({ result })),
  });
  process.stdout.write(writePartLine({ shared }));
});

import { parseArgs } from "node:util";
import { partLineText } from "#common/doctor/run-part.ts";
import { runMain } from "#common/run-main.ts";
import { createTerminal } from "#common/terminal.ts";
import { readToken } from "#workers/graph-check/read-token.ts";
import { checkWorkers } from "./check-workers.ts";

/**
 * Started by `doctor/main.ts`, with a worker's environment and perhaps a person's token as its standard input. Prints a
 * line of JSON for each result.
 */
await runMain(process, async () => {
  const { values } = parseArgs({
    options: {
      tenant: { type: "string" },
      "settings-file": { type: "string" },
      "before-start": { type: "boolean", default: false },
      "with-token": { type: "boolean", default: false },
      permissions: { type: "string", default: "" },
    },
  });
  const { line } = createTerminal(process.stdout);
  const wanted = values.permissions.split(",").filter((name) => name !== "");
  const { shared } = await checkWorkers({
    environment: process.env,
    settingsFile: values["settings-file"],
    tenantId: values.tenant ?? process.env.AZURE_TENANT_ID,
    isBeforeStart: values["before-start"],
    person: values["with-token"] ? { token: readToken(undefined, Date.now()), wanted } : undefined,
    onResult: (result) => line(partLineText({ result })),
  });
  line(partLineText({ shared }));
});

import { parseArgs } from "node:util";
import { runMain, StartProblem } from "#common/run-main.ts";
import { guidSetting } from "#common/settings.ts";
import { createTerminal } from "#common/terminal.ts";
import { createNames, readAuditKeys } from "#gateway/audit/audit-keys.ts";

const usage = "usage: npm run audit:pseudonym -- --tenant TENANT-ID [--person OBJECT-ID]";

/** The IDs, in the form that tokens have them. */
function readIds(parameters: string[]): { tenant: string; person: string | undefined } {
  const options = { tenant: { type: "string" }, person: { type: "string" } } as const;
  try {
    const { values } = parseArgs({ args: parameters, options });
    return { tenant: guidSetting.parse(values.tenant), person: guidSetting.optional().parse(values.person) };
  } catch {
    throw new StartProblem([usage, "Both are IDs of Entra, such as 7e1c0a52-9b3f-4d77-8a10-5f2e6c3b9d84"]);
  }
}

// One line for each key that lines may have been written with, for a program to take apart.
await runMain(process, async () => {
  const { tenant, person } = readIds(process.argv.slice(2));
  const { line } = createTerminal(process.stdout);
  for (const { id, pseudonyms } of readAuditKeys(process.env)) {
    const names = createNames(pseudonyms, "pseudonym");
    const user = person === undefined ? {} : { user: names.user(tenant, person) };
    line(JSON.stringify({ keyId: id, tenant: names.tenant(tenant), ...user }));
  }
});

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RegistrationPlan } from "#gateway/registrations/registration-plan.ts";
import { registrationFileNames, registrationFiles } from "#gateway/registrations/registration-report.ts";
import type { Screen } from "#test/demo/terminal/screen.ts";

/** Prints both registrations as a script, and says where they are as files: the script, and manifests to paste. */
export async function showRegistrations(screen: Screen, plan: RegistrationPlan, folder: string): Promise<void> {
  const files = registrationFiles(plan);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of registrationFileNames) await writeFile(join(folder, name), files[name], { mode: 0o600 });
  const command = `bash ${join(folder, "register.sh")}`;
  screen.title("Register two apps in your tenant");
  screen.line(
    "With the Azure CLI (https://learn.microsoft.com/cli/azure/), in a second terminal. Your role must allow",
  );
  screen.line("registering apps, such as Application Developer:");
  screen.line();
  screen.line(command);
  screen.line();
  screen.line("Or in https://shell.azure.com: type bash, so that an error ends only that, and paste this script:");
  screen.line();
  screen.line("# ---- script");
  for (const line of files["register.sh"].trimEnd().split("\n")) screen.line(line);
  screen.line("# ---- end of the script");
  screen.line();
  screen.line("Or by hand at https://entra.microsoft.com, with these manifests to paste, and docs/entra.md:");
  for (const name of ["server-app.json", "client-app.json"]) screen.line(`  ${join(folder, name)}`);
  screen.line();
  screen.line("The first way again, which is the shortest:");
  screen.line();
  screen.line(command);
}

import { type CheckResult, createResultPrinter, type Section, summaryLine } from "#common/doctor/check.ts";
import { runPart } from "#common/doctor/run-part.ts";
import { notYet } from "#common/doctor/shared-checks.ts";
import type { Screen } from "#test/demo/terminal/screen.ts";
import type { Environment } from "#test/support/service-settings.ts";

/** What only a sign-in shows, a try asks for later, and not by options of the doctor's. */
const asInTry = ({ fix, ...result }: CheckResult): CheckResult =>
  result.state === "not checked" && fix !== notYet.fix ? result : { ...result, fix };

/**
 * Shows the checks of `npm run doctor` for both processes, each with its own settings, and a sentence on the whole.
 * @returns how many problems there are
 */
export async function runDoctor(
  screen: Screen,
  environments: { gateway: Environment; workers: Environment },
  isBeforeStart: boolean,
): Promise<number> {
  const args = { gateway: [], workers: ["--tenant", environments.gateway.ALLOWED_TENANTS ?? ""] };
  const sections: Section[] = [];
  const print = createResultPrinter((line) => screen.line(line));
  for (const part of ["gateway", "workers"] as const) {
    screen.line(part);
    const { results } = await runPart({
      part,
      environment: { PATH: process.env.PATH, ...environments[part] },
      args: [...args[part], ...(isBeforeStart ? ["--before-start"] : [])],
      onResult: (result) => print(asInTry(result)),
    });
    sections.push({ title: part, results });
  }
  screen.line();
  screen.line(summaryLine(sections));
  return sections.flatMap(({ results }) => results).filter(({ state }) => state === "problem").length;
}

import { createResultPrinter, type Section, summaryLine } from "#common/doctor/report.ts";
import { runPart } from "#common/doctor/run-part.ts";
import type { Screen } from "#test/demo/terminal/screen.ts";
import type { Environment } from "#test/support/service-settings.ts";

/**
 * Shows the checks of `npm run doctor` for both processes, each with its own settings, and a sentence on the whole.
 * @returns how many problems there are
 */
export async function runDoctor(
  screen: Screen,
  environments: { gateway: Environment; workers: Environment },
  isBeforeStart: boolean,
): Promise<number> {
  const args = {
    gateway: [],
    workers: ["--tenant", environments.gateway.ALLOWED_TENANTS ?? ""],
  };
  const sections: Section[] = [];
  const print = createResultPrinter((line) => screen.line(line));
  for (const part of ["gateway", "workers"] as const) {
    screen.line(part);
    const { results } = await runPart({
      part,
      environment: { PATH: process.env.PATH, ...environments[part] },
      args: [...args[part], ...(isBeforeStart ? ["--before-start"] : [])],
      onResult: print,
    });
    sections.push({ title: part, results });
  }
  screen.line();
  screen.line(summaryLine(sections));
  return sections.flatMap(({ results }) => results).filter(({ state }) => state === "problem").length;
}

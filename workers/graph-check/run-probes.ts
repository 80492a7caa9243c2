import type { Probe, ProbeContext, ProbeVerdict } from "./probe.ts";
import { untried } from "./probe.ts";
import { calendarProbes } from "./probes/calendar.ts";
import { downloadProbes } from "./probes/downloads.ts";
import { fileProbes } from "./probes/files.ts";
import { mailProbes } from "./probes/mail.ts";
import { noteProbes, taskProbes } from "./probes/notes-and-tasks.ts";
import { personProbes } from "./probes/person.ts";
import { teamsProbes } from "./probes/teams.ts";

/** All probes, in the order of their rows: first what is known, then what is not. */
export const probes: readonly Probe[] = [
  ...personProbes,
  ...mailProbes,
  ...calendarProbes,
  ...fileProbes,
  ...downloadProbes,
  ...teamsProbes,
  ...noteProbes,
  ...taskProbes,
].toSorted(
  (one, other) => one.id[0]?.localeCompare(other.id[0] ?? "") || Number(one.id.slice(1)) - Number(other.id.slice(1)),
);

export type ProbeResult = ProbeVerdict & Pick<Probe, "id" | "assumption">;

/** Runs one probe after the other, as one person would ask. */
export async function runProbes(context: ProbeContext): Promise<ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const { id, assumption, scopes, run } of probes) {
    const missing = scopes.filter((scope) => !context.grantedScopes.has(scope));
    const verdict = missing.length > 0 ? untried(`permission missing: ${missing.join(", ")}`) : await run(context);
    results.push({ id, assumption, ...verdict });
  }
  return results;
}

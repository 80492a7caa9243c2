import { permissionNamed } from "#common/tools/graph-permissions.ts";
import { allRequests, type KnownRequest } from "#workers/graph/known-requests.ts";
import { askTools, type ToolCall } from "./ask-tools.ts";
import type { OpenGraph } from "./open-graph.ts";
import { type Named, type Probe, type ProbeContext, type ProbeVerdict, untried } from "./probe.ts";
import { calendarProbes } from "./probes/calendar.ts";
import { askForRetrieval, fileProbes } from "./probes/files.ts";
import { mailProbes } from "./probes/mail.ts";
import { noteAndTaskProbes } from "./probes/notes-and-tasks.ts";
import { personProbes } from "./probes/person.ts";
import { teamsProbes } from "./probes/teams.ts";
import { createAsk, createSamples } from "./samples.ts";
import type { Exchange } from "./watch.ts";

/** Tries every assumption and every request by reading, and keeps nothing. */
export async function checkGraph(graph: OpenGraph, named: Named = {}): Promise<CheckResult> {
  const { door, watch, grantedScopes, isTokenReadable } = graph;
  const nowMs = Date.now();
  const ask = createAsk(door, watch);
  const samples = createSamples(ask, nowMs);
  const assumptions = await runProbes({ ask, samples, nowMs, isTokenReadable, grantedScopes, ...named });
  const [own, plans] = [await samples.uris(), await samples.plans()];
  const calls = await askTools(graph, { ...named, address: await samples.ownAddress(), own, plan: plans[0]?.title });
  const requests = readRows(calls, { grantedScopes, ...named });
  return { permissions: [...grantedScopes].sort(), assumptions, requests };
}

/** All probes, in the order of their rows: first what is known, then what is not. */
export const probes: readonly Probe[] = [
  ...personProbes,
  ...mailProbes,
  ...calendarProbes,
  ...fileProbes,
  ...teamsProbes,
  ...noteAndTaskProbes,
].toSorted(
  (one, other) => one.id[0]?.localeCompare(other.id[0] ?? "") || Number(one.id.slice(1)) - Number(other.id.slice(1)),
);

export type ProbeResult = ProbeVerdict & Pick<Probe, "id" | "assumption">;

/** Runs one probe after the other, as one person would ask. */
async function runProbes(context: ProbeContext): Promise<ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const { id, assumption, scopes, run } of probes) {
    const missing = scopes.filter((scope) => !context.grantedScopes.has(scope));
    const verdict = missing.length > 0 ? untried(`permission missing: ${missing.join(", ")}`) : await run(context);
    results.push({ id, assumption, ...verdict });
  }
  return results;
}

/** What became of one request of docs/internals/graph-requests.md. */
export interface RowResult {
  request: string;
  /** `helped`: it is refused, and the tool's answer comes without it. */
  result: "answered" | "helped" | "refused" | "untried";
  /** A word for the refusal, or why it was not sent. */
  why?: string;
}

type RowsContext = Named & Pick<ProbeContext, "grantedScopes">;

/** Options that occur only in links that Graph gave. */
const ofLinks: ReadonlySet<string> = new Set(["$skiptoken", "$deltatoken"]);

/** Why no tool sent a request. */
function whyUntried(
  row: KnownRequest,
  { grantedScopes, sharedMailbox, retrieval = false, sent }: RowsContext & { sent: readonly Exchange[] },
): string {
  const { scopes } = row;
  if (scopes.length > 0 && !scopes.some((scope) => grantedScopes.has(scope)))
    return `permission missing: ${scopes.join(", ")}`;
  if (row.path.includes("{sharedMailbox}") && sharedMailbox === undefined) return "name one: --shared-mailbox ADDRESS";
  if (row.path === "copilot/retrieval" && !retrieval) return askForRetrieval;
  const lacking = [...row.path.matchAll(/\{\w+/g)].find(([start]) => !sent.some((one) => one.row.includes(start)));
  return lacking === undefined ? "no tool needed it here" : `nothing found: ${lacking[0].slice(1)}`;
}

const isGood = ({ status }: Exchange) => status >= 200 && status < 400;

/** One line for each request of the table: each of its forms that was sent has to be answered at least once. */
function readRows(calls: readonly ToolCall[], context: RowsContext): RowResult[] {
  const sent = calls.flatMap(({ exchanges, isAnswered }) => exchanges.map((exchange) => ({ ...exchange, isAnswered })));
  return allRequests.map((row) => {
    const request = `${row.method} /${row.path}`;
    const own = sent.filter((one) => one.row === request && !one.options.some((option) => ofLinks.has(option)));
    if (own.length === 0) return { request, result: "untried", why: whyUntried(row, { ...context, sent }) };
    const forms = Object.values(Object.groupBy(own, ({ options }) => options.join()));
    const refused = forms.flatMap((form = []) => (form.some(isGood) ? [] : [form]));
    if (refused.length === 0) return { request, result: "answered" };
    const isHelped = refused.flat().every(({ isAnswered }) => isAnswered);
    const why = refused.map(([one]) => {
      const { options = [], status = 0, codes = [] } = one ?? {};
      const refusal = [status || "no answer", codes.at(-1)].filter((word) => word !== undefined).join(" ");
      return options.length === 0 ? refusal : `${refusal}, with ${options.join(" ")}`;
    });
    return { request, result: isHelped ? "helped" : "refused", why: why.join("; ") };
  });
}

export interface CheckResult {
  permissions: readonly string[];
  assumptions: readonly ProbeResult[];
  requests: readonly RowResult[];
}

const failedWords = { fails: "DOES NOT HOLD", untried: "could not be tried" };

/** Nothing in them comes from what Graph answered. */
export function verdictWords(result: ProbeResult): string {
  if (result.verdict === "holds") return "holds";
  if (result.verdict === "fallback") return `does not hold, fallback taken: ${result.how}`;
  return `${failedWords[result.verdict]}: ${result.why}`;
}

/** How many assumptions hold, in a sentence. */
export function summaryOf({ assumptions }: CheckResult): string {
  const count = (verdict: ProbeResult["verdict"]) => assumptions.filter((one) => one.verdict === verdict).length;
  return (
    `${assumptions.length} assumptions: ${count("holds")} hold, ${count("fallback")} do not and the fallback works, ` +
    `${count("fails")} do not without a fallback, ${count("untried")} could not be tried.`
  );
}

const rowWords = { answered: "answered", helped: "refused, but done without", refused: "REFUSED", untried: "untried" };

/** A line for each assumption and each request. Nothing in it comes from what Graph answered. */
export function reportLines(all: CheckResult): string[] {
  const { permissions, assumptions, requests } = all;
  return [
    `Granted: ${permissions.join(", ")}`,
    ...permissions.flatMap((name) => {
      const because = permissionNamed(name)?.withoutEffect?.because;
      return because === undefined ? [] : [`Without effect: ${name}. ${because}`];
    }),
    "",
    ...assumptions.map((one) => `${one.id.padEnd(4)}${one.assumption}: ${verdictWords(one)}`),
    "",
    ...requests.map(
      ({ request, result, why }) => `${rowWords[result]}: ${request}${why === undefined ? "" : ` (${why})`}`,
    ),
    "",
    summaryOf(all),
  ];
}

/** 0, or 1 when an assumption fails without a fallback, or a refusal leaves a tool without an answer. */
export const exitCodeOf = ({ assumptions, requests }: CheckResult) =>
  assumptions.some(({ verdict }) => verdict === "fails") || requests.some(({ result }) => result === "refused") ? 1 : 0;

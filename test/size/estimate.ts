import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { markdownTable } from "#test/support/marked-block.ts";

/** What an organisation knows of itself. */
export interface Usage {
  people: number;
  callsPerDay: number;
  /** Among whom these people are shared evenly. */
  tenants: number;
  /** How long Graph takes for an answer. */
  graphMs: number;
}

/** Assumptions that docs/size.md names. */
const assumed = {
  /** The share of a day's calls that its busiest hour has, and how much the busiest minute is above that hour. */
  busiestHour: 0.2,
  busiestMinute: 2,
  /** One in so many calls reads a document. */
  callsPerDocument: 5,
  /** Of a core and of a worker's slots: the rest is for what isn't even. */
  use: 0.7,
  /** Of all calls, and what each asks of Graph, in requests. */
  mix: {
    mail: { share: 0.5, requests: 1.4 },
    files: { share: 0.3, requests: 2 },
    teams: { share: 0.2, requests: 4.5 },
  },
} as const;

const slotsPerWorker = 50;
const auditBytesPerCall = 1_080;
/** A job with its token, and the largest text that an answer has. */
const redisKbPerCall = 100;

const perPart = z.object({ gateway: z.number(), worker: z.number(), redis: z.number() });
const rowSchema = z.object({
  what: z.string(),
  graphDelayMs: z.number(),
  concurrency: z.number(),
  median: z.object({ cpuMsPerCall: perPart }),
});
const measured = z.object({ rows: z.array(rowSchema) });
const extraction = z.object({ results: z.array(z.object({ warmMs: z.number() })) });

/** Of a few calls at once, each of which costs more than one of many. */
function measuredCost(root: string): z.infer<typeof perPart> & { document: number } {
  const read = (name: string) => JSON.parse(readFileSync(join(root, "docs/internals/bench", name), "utf8"));
  const row = measured
    .parse(read("mail-search.json"))
    .rows.find(({ what, graphDelayMs, concurrency }) => what === "product" && graphDelayMs === 50 && concurrency === 1);
  if (row === undefined) throw new Error("docs/internals/bench/mail-search.json lacks the row of one call at once.");
  const documents = extraction.parse(read("extract.json")).results;
  return { ...row.median.cpuMsPerCall, document: Math.max(...documents.map(({ warmMs }) => warmMs)) };
}

/** Microsoft's number for a tenant of so many licences, of rows `[up to licences, number]`. */
const byLicences = (people: number, rows: readonly (readonly [number, number])[]) =>
  rows.find(([upTo]) => people <= upTo)?.[1] ?? 0;

export interface GraphLimit {
  name: string;
  /** Share of the limit that the busiest minute takes. */
  used: number;
}

/**
 * What Microsoft documents, the fullest first: learn.microsoft.com/graph/throttling-limits, and for SharePoint "Avoid
 * getting throttled or blocked in SharePoint Online".
 */
function graphLimits({ people, tenants }: Usage, peakPerSecond: number): GraphLimit[] {
  const inTenant = people / tenants;
  const requests = (kind: keyof typeof assumed.mix) =>
    (peakPerSecond / tenants) * assumed.mix[kind].share * assumed.mix[kind].requests;
  const resourceUnits = byLicences(inTenant, [
    [1_000, 1_200],
    [5_000, 2_400],
    [15_000, 3_600],
    [50_000, 4_800],
    [Infinity, 6_000],
  ]);
  const all = Object.values(assumed.mix).reduce((sum, { share, requests: each }) => sum + share * each, 0);
  return [
    {
      name: "SharePoint: resource units a minute, for the app in a tenant",
      used: (requests("files") * 60) / resourceUnits,
    },
    { name: "Teams: 20 messages of chats a second, for the app in a tenant", used: requests("teams") / 20 },
    // Somebody who asks all the time, a call every 2 s.
    { name: "Outlook: 10,000 requests in 10 minutes, for a mailbox", used: (300 * assumed.mix.mail.requests) / 10_000 },
    { name: "Graph: 130,000 requests in 10 s, for the app in all tenants", used: (peakPerSecond * all * 10) / 130_000 },
  ].toSorted((one, other) => other.used - one.used);
}

export interface Estimate {
  callsPerDay: number;
  peakPerSecond: number;
  callsInFlight: number;
  gateways: number;
  workers: number;
  redisCores: number;
  redisMb: number;
  auditMbPerDay: number;
  /** The fullest first. */
  limits: readonly GraphLimit[];
}

/** @param root a checkout, whose measurements are read */
export function estimate(root: string, usage: Usage): Estimate {
  const cost = measuredCost(root);
  const callsPerDay = usage.people * usage.callsPerDay;
  const peakPerSecond = (callsPerDay * assumed.busiestHour * assumed.busiestMinute) / 3_600;
  const requests = Object.values(assumed.mix).reduce((sum, { share, requests: each }) => sum + share * each, 0);
  const callsInFlight = (peakPerSecond * requests * usage.graphMs) / 1_000;
  const atLeastTwo = (needed: number) => Math.max(2, Math.ceil(needed / assumed.use));
  const workerCores = (peakPerSecond * (cost.worker + cost.document / assumed.callsPerDocument)) / 1_000;
  return {
    callsPerDay,
    peakPerSecond,
    callsInFlight,
    gateways: atLeastTwo((peakPerSecond * cost.gateway) / 1_000),
    workers: atLeastTwo(Math.max(workerCores, callsInFlight / slotsPerWorker)),
    redisCores: (peakPerSecond * cost.redis) / 1_000,
    redisMb: Math.max(256, 2 * (15 + (callsInFlight * redisKbPerCall) / 1_000)),
    auditMbPerDay: (callsPerDay * auditBytesPerCall) / 1e6,
    limits: graphLimits(usage, peakPerSecond),
  };
}

const rounded = (value: number) => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en"));

/** The estimate as lines for a terminal. */
export function estimateLines({ limits, ...found }: Estimate): string[] {
  const [first] = limits;
  return [
    `calls        ${rounded(found.callsPerDay)} a day`,
    `at the peak  ${rounded(found.peakPerSecond)} calls a second, ${rounded(found.callsInFlight)} at once`,
    `gateways     ${found.gateways} (one core, 640 MB each)`,
    `workers      ${found.workers} for all workloads, or that many in all (up to two cores, 1,792 MB each)`,
    `Redis        ${found.redisCores.toFixed(2)} cores, ${rounded(found.redisMb)} MB`,
    `audit log    ${rounded(found.auditMbPerDay)} MB a day`,
    "Graph's limits, by how much of each the busiest minute takes:",
    ...limits.map(({ name, used }) => `  ${`${Math.ceil(used * 100)} %`.padEnd(10)} ${name}`),
    ...(first === undefined || first.used < 1 ? [] : [`Graph throttles before anything here is full: ${first.name}.`]),
  ];
}

/** Organisations of several sizes, for docs/size.md. */
export function estimatesTable(root: string): string {
  const header = [
    "people, 20 calls a day each",
    "calls/s",
    "gateways",
    "workers",
    "Redis",
    "audit log a day",
    "fullest limit of Graph's",
  ];
  const rows = [100, 1_000, 5_000, 20_000, 50_000].map((people) => {
    const found = estimate(root, { people, callsPerDay: 20, tenants: 1, graphMs: 500 });
    const [first] = found.limits;
    return [
      people.toLocaleString("en"),
      rounded(found.peakPerSecond),
      String(found.gateways),
      String(found.workers),
      `${found.redisCores.toFixed(2)} cores, ${rounded(found.redisMb)} MB`,
      `${rounded(found.auditMbPerDay)} MB`,
      first === undefined ? "" : `${Math.ceil(first.used * 100)} %: ${first.name}`,
    ];
  });
  return markdownTable(header, rows);
}

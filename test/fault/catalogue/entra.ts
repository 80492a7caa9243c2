import { breakerMs, broken, cloudAnswers, failsForOnePerson, toldSeconds } from "./cloud-rules.ts";
import type { Family, Fault } from "./fault.ts";

const obo = { match: { grant: "obo" } } as const;
/** Its breaker probes once a second. */
const recoversWithinMs = 3_000;
const faults: readonly Fault[] = [
  {
    name: "Entra is slow: 2 s an exchange",
    expected: "calls take that much longer, and all are answered",
    leastSlowestMs: 2_000,
    lastsMs: 3_000,
    ...cloudAnswers("entra", { latencyMs: 2_000 }, obo),
  },
  failsForOnePerson("Entra resets the connections of one person's exchanges", "entra", { reset: true }),
  {
    name: "Entra is down: connections are reset",
    expected: "calls are told to come back; the breaker opens, and closes by a probe",
    mustEnd: "unavailable",
    ...broken,
    recoversWithinMs,
    ...cloudAnswers("entra", { reset: true }),
  },
  {
    name: "Entra never answers",
    expected: "calls are told to come back after 5 s",
    mustEnd: "unavailable",
    lastsMs: 6_000,
    recoversWithinMs: breakerMs,
    ...cloudAnswers("entra", { hang: true }),
  },
  {
    name: "Entra answers by half: the connection ends in the middle",
    expected: "calls are told to come back",
    mustEnd: "unavailable",
    ...broken,
    recoversWithinMs,
    ...cloudAnswers("entra", { halfAnswer: true }, obo),
  },
  {
    name: "a proxy answers for Entra: 502 with a page of HTML",
    expected: "nothing of the page reaches anybody: calls are told to come back",
    mustEnd: "unavailable",
    ...broken,
    recoversWithinMs,
    ...cloudAnswers("entra", { html: true, status: 502 }, obo),
  },
  {
    name: "Entra is down: 503 with Retry-After: 30",
    expected: "calls are told to come back, and nobody waits for the 30 s once Entra is back",
    mustEnd: "unavailable",
    ...broken,
    recoversWithinMs,
    ...cloudAnswers("entra", { status: 503, headers: { "retry-after": "30" } }, obo),
  },
  {
    name: "Entra answers 429 with Retry-After: 3",
    expected: "calls wait that long, and are answered; the breaker stays closed",
    mayEnd: ["rate_limited"],
    maxFailedShare: 0.5,
    leastSlowestMs: 3_000,
    breakers: "closed",
    lastsMs: 2_000,
    ...cloudAnswers("entra", { status: 429, headers: { "retry-after": "3" } }, obo),
    recoversWithinMs: 8_000,
  },
  {
    name: "Entra answers 429 with Retry-After: 8",
    expected: "people are told the seconds at once, and the breaker stays closed",
    ...toldSeconds,
    lastsMs: 2_000,
    ...cloudAnswers("entra", { status: 429, headers: { "retry-after": "8" } }, obo),
  },
  {
    name: "Entra lies: it gives somebody else's token",
    expected: "nobody gets what is another's: the exchange is refused, with a reference for the operator",
    mayEnd: ["internal", "unavailable"],
    mustEnd: "internal",
    lastsMs: 2_000,
    async inject({ control }) {
      const { tenants } = await control.directory();
      const [somebody] = tenants.find(({ domain }) => domain === "bulk-0.example")?.users ?? [];
      await control.swapOboResult({ userId: somebody?.id ?? "" });
    },
    heal: ({ control }) => control.swapOboResult(null),
    recoversWithinMs: breakerMs,
  },
  {
    name: "Entra refuses the connector's own credential for a while",
    expected: "calls fail with a reference for the operator, and go on without a restart when it is accepted again",
    mustEnd: "internal",
    lastsMs: 2_000,
    inject: ({ control }) => control.breakServerCredentials(true),
    heal: ({ control }) => control.breakServerCredentials(false),
    recoversWithinMs: breakerMs,
  },
];

/** Every call makes an exchange: a token that is kept would hide that Entra is away. */
export const entra: Family = {
  name: "Entra",
  stage: { deadlineMs: 6_000, workerEnvironment: { OBO_CACHE_MAX_SECONDS: "0" } },
  faults,
};

import { breakerMs, broken, cloudAnswers, failsForOnePerson, toldSeconds } from "./cloud-rules.ts";
import type { Family, Fault } from "./fault.ts";
import { sumOverWorkers } from "./judge-breakers.ts";

/**
 * First those that let nobody be told to come back. People are served again after others while a worker that has not
 * met them since still keeps its breaker open for a few seconds.
 */
const faults: readonly Fault[] = [
  {
    name: "Graph is slow: 3 s an answer",
    expected: "calls take that much longer, and all are answered",
    leastSlowestMs: 3_000,
    lastsMs: 3_000,
    ...cloudAnswers("graph", { latencyMs: 3_000 }),
  },
  {
    name: "Graph's answers drip over 2 s",
    expected: "calls take that much longer, and all are answered",
    leastSlowestMs: 2_000,
    lastsMs: 3_000,
    ...cloudAnswers("graph", { slowBodyMs: 2_000 }),
  },
  {
    name: "a storm of 429, each with Retry-After: 8",
    expected: "people are told the seconds at once, and the breaker stays closed",
    ...toldSeconds,
    lastsMs: 3_000,
    ...cloudAnswers("graph", { status: 429, headers: { "retry-after": "8" } }),
  },
  {
    name: "Graph answers 503 with Retry-After: 8",
    expected: "people are told the seconds at once, and the breaker stays closed",
    ...toldSeconds,
    lastsMs: 2_000,
    ...cloudAnswers("graph", { status: 503, headers: { "retry-after": "8" } }),
  },
  failsForOnePerson("Graph answers one person with 500", "graph", { status: 500 }),
  {
    name: "Graph answers one call in three with 500",
    expected: "the question is asked again, within the budget of retries",
    mayEnd: ["unavailable"],
    lastsMs: 2_000,
    ...cloudAnswers("graph", { status: 500 }, { every: 3 }),
    recoversWithinMs: breakerMs,
    judge: async (stage) =>
      (await sumOverWorkers(stage, "m365_graph_retries_total")) < 5 ? ["hardly any question was asked again"] : [],
  },
  {
    name: "Graph is down: connections are reset",
    expected: "calls are told to come back; the breaker opens, and closes by a probe",
    mustEnd: "unavailable",
    ...broken,
    ...cloudAnswers("graph", { reset: true }),
  },
  {
    name: "Graph never answers",
    expected: "calls end at their deadline",
    mustEnd: "deadline_exceeded",
    lastsMs: 5_000,
    recoversWithinMs: breakerMs,
    ...cloudAnswers("graph", { hang: true }),
  },
  {
    name: "Graph answers by half: the connection ends in the middle",
    expected: "no half answer reaches anybody: calls are told to come back",
    mustEnd: "unavailable",
    ...broken,
    ...cloudAnswers("graph", { halfAnswer: true }),
  },
  {
    name: "a proxy answers for Graph: 502 with a page of HTML",
    expected: "nothing of the page reaches anybody: calls are told to come back",
    mustEnd: "unavailable",
    ...broken,
    ...cloudAnswers("graph", { html: true, status: 502 }),
  },
  {
    name: "Graph lies: 200 with a page of HTML",
    expected: "nothing of the page reaches anybody: calls are told to come back",
    mustEnd: "unavailable",
    lastsMs: 2_000,
    ...cloudAnswers("graph", { html: true, status: 200 }),
    recoversWithinMs: breakerMs,
  },
  {
    name: "Graph lies: 200 with JSON of another shape",
    expected: "calls are told when to come back",
    mustEnd: "unavailable",
    lastsMs: 2_000,
    ...cloudAnswers("graph", { status: 200, body: { answer: "of something else" } }),
    recoversWithinMs: breakerMs,
  },
];

export const graph: Family = { name: "Graph", stage: { deadlineMs: 6_000 }, faults };

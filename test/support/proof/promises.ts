import type { Claim } from "./claim.ts";

const faultResults = "(long; [results](../../test/fault/README.md))";
const benchResults = "(long; [results](bench/README.md))";

/** What README.md and SECURITY.md promise; a promise that takes long to show names its command. */
export const promises: readonly Claim[] = [
  {
    id: "P1",
    text: "no answer reaches another user, even while processes are killed",
    command: "npm run isolate -- --calls 100000",
    note: benchResults,
  },
  { id: "P2", text: "read-only: Graph is called by GET, and by POST only for read actions" },
  { id: "P3", text: "nothing of a call remains in Redis, on disk, in memory, logs, metrics or traces" },
  { id: "P4", text: "a revoked permission removes its tools; Conditional Access is honoured" },
  { id: "P5", text: "tenants, clients, guests and agents are admitted or refused as configured" },
  { id: "P6", text: "clients sign in by the URL alone, and nobody gains access that way whom Entra would not let in" },
  { id: "P7", text: "a changed line of the audit log, or one missing from a chain, is found" },
  { id: "P8", text: "an incomplete result says so, and how to continue" },
  { id: "P9", text: "MCP clients of both protocol generations work", command: "npm test -- conformance clients" },
  {
    id: "P10",
    text: "no fault loses, mixes or leaks data",
    command: "npm run test:fault",
    note: faultResults,
  },
  { id: "P11", text: "a process that is stopped answers its calls first" },
  { id: "P12", text: "Sentinel, Cluster, Valkey, TLS and users with least privilege work" },
  { id: "P13", text: "a Redis failover needs no manual step" },
  {
    id: "P14",
    text: "workers and gateways can be replaced, by those of another version too, while people work",
    command: "npm run test:fault",
    note: faultResults,
  },
  {
    id: "P15",
    text: "one busy tenant doesn't slow down another",
    command: "npm run bench:fairness",
    note: benchResults,
  },
  {
    id: "P16",
    text: "cost and latency of a call; four workers against one",
    command: "npm run bench -- all",
    note: benchResults,
  },
  { id: "P17", text: "documents are extracted completely", command: "npm run bench:extract", note: benchResults },
  { id: "P18", text: "every query of dashboards and alerts returns data" },
  { id: "P19", text: "overload is refused in time" },
];

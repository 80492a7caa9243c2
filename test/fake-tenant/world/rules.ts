import type { Door, Grant } from "./request-log.ts";

/** What the next matching requests get instead of, or before, the ordinary answer. */
export type RuleResponse = { latencyMs?: number } & (
  | { status: number; headers?: Record<string, string>; body?: unknown }
  /** The ordinary answer, late. */
  | { latencyMs: number }
  /** The connection is reset without an answer. */
  | { reset: true }
  /** A page of HTML, as a proxy in between would send it. */
  | { html: true; status: number }
  /** No byte ever comes. */
  | { hang: true }
  /** Headers promise more than the body brings; then the connection ends. */
  | { halfAnswer: true }
  /** The ordinary answer, its body dripping over this time. */
  | { slowBodyMs: number }
  /** Entra only: a refusal by its number, in the wire form of that number. */
  | { aadsts: number; claims?: string; suberror?: string; message?: string }
  /** Graph only: 401 insufficient_claims; a text is the claims (raw JSON), true = a plausible default. */
  | { claimsChallenge: string | true }
);

interface RuleMatch {
  method?: string;
  /** A regular expression over path and query, as sent. */
  pathPattern?: string;
  userId?: string;
  tenantId?: string;
  grant?: Grant;
}

export interface Rule {
  door: Door;
  match: RuleMatch;
  /** How many requests it answers; without it, all until cleared. */
  times?: number;
  /** Answers only each n-th matching request. */
  every?: number;
  response: RuleResponse;
}

/** What is known of a request when rules are looked up. */
export interface RequestFacts {
  door: Door;
  method: string;
  pathAndQuery: string;
  userId: string | null;
  tenantId: string | null;
  grant: Grant | null;
}

interface LiveRule {
  rule: Rule;
  pattern: RegExp | undefined;
  left: number;
  seen: number;
}

/** Scripted faults, first come first served. */
export function createRuleBook() {
  let rules: LiveRule[] = [];
  return {
    add(rule: Rule) {
      const pattern = rule.match.pathPattern === undefined ? undefined : new RegExp(rule.match.pathPattern);
      rules.push({ rule, pattern, left: rule.times ?? Number.POSITIVE_INFINITY, seen: 0 });
    },
    clear() {
      rules = [];
    },
    /** The response of the first rule that matches, used up by one; `stage` picks network faults or Entra refusals. */
    take(facts: RequestFacts, stage: "network" | "grant"): RuleResponse | undefined {
      if (rules.length === 0) return undefined;
      for (const live of rules) {
        if ("aadsts" in live.rule.response !== (stage === "grant") || !matches(live, facts)) continue;
        live.seen += 1;
        if (live.seen % (live.rule.every ?? 1) !== 0) continue;
        live.left -= 1;
        if (live.left <= 0) rules = rules.filter((other) => other !== live);
        return live.rule.response;
      }
      return undefined;
    },
  };
}

function matches({ rule, pattern }: LiveRule, facts: RequestFacts): boolean {
  const { match } = rule;
  return (
    rule.door === facts.door &&
    (match.method === undefined || match.method.toUpperCase() === facts.method) &&
    (match.userId === undefined || match.userId === facts.userId) &&
    (match.tenantId === undefined || match.tenantId === facts.tenantId) &&
    (match.grant === undefined || match.grant === facts.grant) &&
    (pattern === undefined || pattern.test(facts.pathAndQuery))
  );
}

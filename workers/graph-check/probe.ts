import type { Ask, Samples } from "./samples.ts";

/** What a tenant says of an assumption. */
export type ProbeVerdict =
  | { verdict: "holds" }
  /** Assumption that does not hold, while what the tools do instead works. */
  | { verdict: "fallback"; how: string }
  /** Assumption that does not hold, and neither does the fallback. */
  | { verdict: "fails"; why: string }
  /** The permission is missing, or this person has nothing to try it with. */
  | { verdict: "untried"; why: string };

export const holds: ProbeVerdict = { verdict: "holds" };
export const fallback = (how: string): ProbeVerdict => ({ verdict: "fallback", how });
export const fails = (why: string): ProbeVerdict => ({ verdict: "fails", why });
export const untried = (why: string): ProbeVerdict => ({ verdict: "untried", why });

/** What the command line names and allows. */
export interface Named {
  sharedMailbox?: string | undefined;
  colleague?: string | undefined;
  archivedSite?: string | undefined;
  loopUrl?: string | undefined;
  freshLink?: string | undefined;
  /** Whether Microsoft 365 may be asked to search by meaning, which may be billed. */
  retrieval?: boolean | undefined;
}

export interface ProbeContext extends Named {
  ask: Ask;
  samples: Samples;
  /** Unix milliseconds. */
  nowMs: number;
  /** Whether Entra's access token for Graph is a JWT. */
  isTokenReadable: boolean;
  grantedScopes: ReadonlySet<string>;
}

/** Tries one assumption by reading. Its words never contain anything that Graph answered. */
export interface Probe {
  /** The row of docs/decisions/graph-reality.md. */
  id: string;
  /** True where Microsoft is as kind as its samples. */
  assumption: string;
  /** Permissions without one of which it can't be tried. */
  scopes: readonly string[];
  run(context: ProbeContext): Promise<ProbeVerdict>;
}

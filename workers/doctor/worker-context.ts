import type { Ask } from "#common/doctor/ask.ts";
import type { OpenRedis } from "#common/doctor/redis-checks.ts";
import type { ClientCredential } from "#workers/auth/msal-apps.ts";
import type { WorkerSettings } from "#workers/config.ts";
import type { OpenGraph } from "#workers/graph-check/open-graph.ts";
import type { PersonsToken } from "#workers/graph-check/read-token.ts";

/** What the checks of a worker share, and what earlier ones found for later ones. */
export interface WorkerContext {
  settings: WorkerSettings;
  ask: Ask;
  /** Unix milliseconds. */
  now: () => number;
  /** The tenant to try the credential in: workers have no list of tenants. */
  tenantId: string | undefined;
  /** Whether the workers don't run yet. */
  isBeforeStart: boolean;
  /** Who has signed in at the gateway, and the permissions that the Server app should have; undefined: nobody. */
  person?: { token: PersonsToken; wanted: readonly string[] } | undefined;
  redis?: OpenRedis;
  credential?: ClientCredential;
  isCredentialBad?: boolean;
  toEntraMs?: number | undefined;
  /** Graph for the person, if the exchange of their token worked; else why it did not. */
  graph?: OpenGraph;
  refusal?: unknown;
}

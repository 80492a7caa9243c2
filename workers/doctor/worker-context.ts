import type { Ask } from "#common/doctor/ask.ts";
import type { OpenRedis } from "#common/doctor/redis.ts";
import type { ClientCredential } from "#workers/auth/tenant-apps.ts";
import type { WorkerSettings } from "#workers/config.ts";

/** What the checks of a worker share, and what earlier ones found for later ones. */
export interface WorkerContext {
  settings: WorkerSettings;
  ask: Ask;
  /** Unix milliseconds. */
  now: () => number;
  /** The tenant to try the credential in: workers have no list of tenants. */
  tenantId: string | undefined;
  redis?: OpenRedis;
  credential?: ClientCredential;
  toEntraMs?: number | undefined;
}

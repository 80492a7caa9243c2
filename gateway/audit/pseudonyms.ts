import type { KeyObject } from "node:crypto";
import { createKeyedNames } from "#common/keyed-names.ts";
import type { RefusedCaller } from "#gateway/auth/auth-refusal.ts";

/** The names of tenants and users in audit lines. */
export interface Names {
  tenant(tenantId: string): string;
  user(tenantId: string, userId: string): string;
}

/**
 * Pseudonyms by HMAC-SHA256, stable for the same key; nobody without the key can reverse or guess them. With `plain`,
 * the IDs themselves.
 */
export function createNames(key: KeyObject, ids: "pseudonym" | "plain"): Names {
  if (ids === "plain") return { tenant: (tenantId) => tenantId, user: (_, userId) => userId };
  const nameOf = createKeyedNames(key);
  const pseudonym = (...parts: string[]) => nameOf(JSON.stringify(parts)).slice(0, 22);
  return {
    tenant: (tenantId) => pseudonym("tenant", tenantId),
    user: (tenantId, userId) => pseudonym("user", tenantId, userId),
  };
}

/** The members of a line that name a refused person, as far as their token did. */
export type NameRefused = (caller: RefusedCaller) => { tenant: string; user?: string; clientId?: string };

export const createNameRefused =
  (names: Names): NameRefused =>
  ({ tenantId, userId, clientId }) => ({
    tenant: names.tenant(tenantId),
    ...(userId !== undefined && { user: names.user(tenantId, userId) }),
    ...(clientId !== undefined && { clientId }),
  });

import { type CryptoKey, importJWK } from "jose";
import { z } from "zod";
import { describeError, type Logger } from "#common/logger.ts";
import { readAtMost } from "#common/read-at-most.ts";
import type { EntraFetch } from "#gateway/entra-fetch.ts";
import { keyIdPattern } from "./token-format.ts";

export interface SigningKey {
  key: CryptoKey;
  /** Issuers whose tokens the key may sign. `{tenantid}` stands for any tenant. */
  issuers: readonly string[];
}

const maxKeys = 200;
const minModulusBits = 2048;

const keySetSchema = z.object({ keys: z.array(z.unknown()).max(maxKeys) });

/** The members that are used. Certificates and URLs of a key are ignored. */
const keySchema = z.object({
  kty: z.literal("RSA"),
  use: z.literal("sig"),
  alg: z.literal("RS256").optional(),
  kid: z.string().regex(keyIdPattern),
  n: z.string().refine((modulus) => modulusBits(modulus) >= minModulusBits),
  // 65537, as in all Entra keys. Empty or tiny exponents would be imported too, and are easy to forge signatures for.
  e: z.literal("AQAB"),
  issuer: z.string().min(1),
});

type PublishedKey = z.infer<typeof keySchema>;

function modulusBits(modulus: string): number {
  const bytes = Buffer.from(modulus, "base64url");
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24);
}

async function importKey({ kty, n, e }: PublishedKey): Promise<CryptoKey | null> {
  try {
    const key = await importJWK({ kty, n, e }, "RS256");
    return key instanceof Uint8Array ? null : key;
  } catch {
    return null;
  }
}

/**
 * Parses a JSON Web Key Set (RFC 7517) as Entra publishes it, with an `issuer` per key. Keys that are not RS256 with at
 * least 2048 bits, or have no issuer, are left out.
 * @throws if the text is not a key set, or none of its keys is usable
 */
export async function readSigningKeySet(text: string): Promise<ReadonlyMap<string, SigningKey>> {
  const { keys } = keySetSchema.parse(JSON.parse(text));
  const usable = keys.flatMap((key) => keySchema.safeParse(key).data ?? []);
  const set = new Map<string, SigningKey>();
  for (const [kid, [first, ...others]] of Map.groupBy(usable, (key) => key.kid)) {
    // If two different keys have the same ID, neither is used.
    if (first === undefined || others.some(({ n }) => n !== first.n)) continue;
    const key = await importKey(first);
    if (key !== null) set.set(kid, { key, issuers: [first, ...others].map(({ issuer }) => issuer) });
  }
  if (set.size === 0) throw new Error("The key set has no usable key.");
  return set;
}

/** Keys are rotated without notice, and a withdrawn key must stop working. Microsoft recommends at least daily. */
const refreshMs = 60 * 60_000;
/**
 * Tokens with unknown key IDs, and retries after a failure, cause at most one fetch in this time. The first fetch and
 * the hourly ones don't count, because a key that Entra starts to use right after them must be found immediately.
 */
const coolDownMs = 30_000;
/** Interval while the process has no key and can't serve, by a timer that requests can't influence. */
const firstRetryMs = 1_000;
const timeoutMs = 5_000;
const maxBytes = 512 * 1024;

/** Why a gateway without a key set is not ready. */
export const signingKeysMissing = "Entra's signing keys have not been fetched";

export interface SigningKeys {
  /** Fetches the keys (within 5 s; never rejects) and refreshes them until `stop`. Call it before listening. */
  start(): Promise<void>;
  stop(): void;
  /** Whether a key set was fetched, for readiness. A fetched set is kept, however long Entra fails. */
  hasKeys(): boolean;
  /**
   * The key with this ID. An unknown ID may cause a fetch; all unknown IDs together cause at most one in 30 s.
   * @returns "unavailable" if the ID is unknown and the latest fetch failed
   */
  find(keyId: string): Promise<SigningKey | "unknown" | "unavailable">;
}

interface SigningKeysOptions {
  /** Entra's origin. */
  authorityHost: string;
  fetch: EntraFetch;
  /** Unix milliseconds. */
  now: () => number;
  logger: Logger;
}

export const signingKeysUrl = (authorityHost: string): string => `${authorityHost}/common/discovery/v2.0/keys`;

/** Entra's signing keys for all tenants, from `AUTHORITY/common/discovery/v2.0/keys` only. */
export function createSigningKeys({ authorityHost, fetch, now, logger }: SigningKeysOptions): SigningKeys {
  const url = signingKeysUrl(authorityHost);
  const stopped = new AbortController();
  let keys: ReadonlyMap<string, SigningKey> = new Map();
  let failures = 0;
  let lastAskedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function fetchKeys(): Promise<void> {
    let status: number | undefined;
    try {
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(timeoutMs)]);
      const response = await fetch(url, { headers: { accept: "application/json" }, redirect: "error", signal });
      status = response.status;
      if (!response.ok) throw new Error("The key set was not served.");
      keys = await readSigningKeySet((await readAtMost(response.body ?? [], maxBytes)).toString());
      failures = 0;
    } catch (error) {
      failures += 1;
      if (stopped.signal.aborted) return;
      logger.warn({ ...describeError(error), url, status }, "could not fetch the signing keys");
    }
  }

  function refresh(): Promise<void> {
    fetching ??= fetchKeys().finally(() => {
      fetching = undefined;
      scheduleRefresh();
    });
    return fetching;
  }

  function scheduleRefresh(): void {
    clearTimeout(timer);
    if (stopped.signal.aborted) return;
    const retryMs = keys.size === 0 ? Math.min(firstRetryMs * 2 ** (failures - 1), coolDownMs) : coolDownMs;
    const retry = () => {
      if (keys.size > 0) lastAskedAt = now();
      void refresh();
    };
    timer = failures === 0 ? setTimeout(() => void refresh(), refreshMs) : setTimeout(retry, retryMs);
    timer.unref();
  }

  /** Joins a fetch that is in progress. */
  async function refreshForToken(): Promise<void> {
    if (fetching === undefined) {
      const elapsedMs = now() - lastAskedAt;
      if (elapsedMs >= 0 && elapsedMs < coolDownMs) return;
      lastAskedAt = now();
    }
    await refresh();
  }

  return {
    start: refresh,
    stop() {
      clearTimeout(timer);
      stopped.abort();
    },
    hasKeys: () => keys.size > 0,
    async find(keyId) {
      const known = keys.get(keyId);
      if (known !== undefined) return known;
      await refreshForToken();
      return keys.get(keyId) ?? (failures > 0 ? "unavailable" : "unknown");
    },
  };
}

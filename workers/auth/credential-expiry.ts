import { X509Certificate } from "node:crypto";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import type { ClientCredential } from "./tenant-apps.ts";
import { expiryMs } from "./token-claims.ts";

export interface CredentialExpiry {
  kind: "secret" | "certificate" | "federated_token";
  /** Unix milliseconds; 0 when the platform's token can't be read. */
  endsAtMs: number;
}

/** The platform replaces a federated token about once an hour. */
const readEveryMs = 60_000;

/** What tells the end of a credential, beside the credential itself. */
export interface ExpiryFacts {
  clientId: string;
  /** `AZURE_CLIENT_SECRET_EXPIRES`, in Unix milliseconds: a secret doesn't say it. */
  secretEndsAtMs?: number | undefined;
}

/**
 * When the connector's own credential expires; undefined for a client secret of which no setting says it. A federated
 * token is read again when it is about to expire, as for an exchange.
 */
export async function credentialExpiry(
  { clientSecret, clientCertificate, clientAssertion }: ClientCredential,
  { clientId, secretEndsAtMs }: ExpiryFacts,
): Promise<CredentialExpiry | undefined> {
  if (clientSecret !== undefined && secretEndsAtMs !== undefined) return { kind: "secret", endsAtMs: secretEndsAtMs };
  if (clientCertificate?.x5c !== undefined) {
    return { kind: "certificate", endsAtMs: new X509Certificate(clientCertificate.x5c).validToDate.getTime() };
  }
  if (typeof clientAssertion !== "function") return undefined;
  const endsAtMs = await clientAssertion({ clientId }).then(expiryMs, () => 0);
  return { kind: "federated_token", endsAtMs };
}

/** Keeps the metric of that time up to date until the returned function is called. */
export function watchCredentialExpiry(options: {
  credential: ClientCredential;
  facts: ExpiryFacts;
  metrics: Pick<WorkerMetrics, "credentialExpiry">;
}): () => void {
  const { credential, facts, metrics } = options;
  async function read(): Promise<void> {
    const expiry = await credentialExpiry(credential, facts);
    if (expiry !== undefined) metrics.credentialExpiry.set({ kind: expiry.kind }, expiry.endsAtMs / 1_000);
  }
  void read();
  const timer = setInterval(read, readEveryMs);
  return () => clearInterval(timer);
}

import { X509Certificate } from "node:crypto";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import type { ClientCredential } from "./tenant-apps.ts";
import { expiryMs } from "./token-claims.ts";

export interface CredentialExpiry {
  kind: "certificate" | "federated_token";
  /** Unix milliseconds; 0 when the platform's token can't be read. */
  endsAtMs: number;
}

/** The platform replaces a federated token about once an hour. */
const readEveryMs = 60_000;

/**
 * When the connector's own credential expires; undefined for a client secret, whose expiry is unknown. A federated
 * token is read again when it is about to expire, as for an exchange.
 */
export async function credentialExpiry(
  { clientCertificate, clientAssertion }: ClientCredential,
  clientId: string,
): Promise<CredentialExpiry | undefined> {
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
  clientId: string;
  metrics: Pick<WorkerMetrics, "credentialExpiry">;
}): () => void {
  const { credential, clientId, metrics } = options;
  async function read(): Promise<void> {
    const expiry = await credentialExpiry(credential, clientId);
    if (expiry !== undefined) metrics.credentialExpiry.set({ kind: expiry.kind }, expiry.endsAtMs / 1_000);
  }
  void read();
  const timer = setInterval(read, readEveryMs);
  return () => clearInterval(timer);
}

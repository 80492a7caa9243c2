import { X509Certificate } from "node:crypto";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import type { ClientCredential } from "./tenant-apps.ts";
import { expiryMs } from "./token-claims.ts";

export interface CredentialExpiry {
  kind: "certificate" | "federated_token";
  /** Unix milliseconds; 0 when the platform's token can't be read. */
  endsAtMs: number;
}

/** A federated token is replaced by its platform every hour or so; more often than this nobody needs to know. */
const lookEveryMs = 60_000;

/**
 * When the connector's own credential ends, as far as a process can see it: a client secret does not say. A federated
 * token is read anew when it nears its end, as for an exchange.
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

/** Shows that end as a metric, from now on until the returned function is called. */
export function watchCredentialExpiry(options: {
  credential: ClientCredential;
  clientId: string;
  metrics: Pick<WorkerMetrics, "credentialExpiry">;
}): () => void {
  const { credential, clientId, metrics } = options;
  async function look(): Promise<void> {
    const expiry = await credentialExpiry(credential, clientId);
    if (expiry !== undefined) metrics.credentialExpiry.set({ kind: expiry.kind }, expiry.endsAtMs / 1_000);
  }
  void look();
  const timer = setInterval(look, lookEveryMs);
  return () => clearInterval(timer);
}

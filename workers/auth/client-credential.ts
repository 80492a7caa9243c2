import { createPrivateKey, X509Certificate } from "node:crypto";
import { promises, readFileSync } from "node:fs";
import { StartProblem } from "#common/run-main.ts";
import type { WorkerSettings } from "#workers/config.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { EntraConfigurationError } from "./entra-failure.ts";
import type { ClientCredential } from "./msal-apps.ts";
import { expiryMs } from "./token-claims.ts";

/** Exactly one of these settings is set. */
type CredentialSettings = Pick<
  WorkerSettings,
  "AZURE_CLIENT_SECRET" | "AZURE_CLIENT_CERTIFICATE_PATH" | "AZURE_FEDERATED_TOKEN_FILE"
>;

/** Each object in a PEM file (RFC 7468). */
const pemObject = /-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g;

/** A PEM file with the private key and its certificate, the leaf first. */
function readCertificate(path: string): Required<ClientCredential>["clientCertificate"] {
  const problem = (what: string) => new StartProblem([`AZURE_CLIENT_CERTIFICATE_PATH: ${what}`]);
  try {
    const pem = readFileSync(path, "utf8");
    const objects = pem.match(pemObject) ?? [];
    const certificates = objects.filter((object) => object.startsWith("-----BEGIN CERTIFICATE-----"));
    const keyPem = objects.find((object) => /^-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(object));
    if (keyPem === undefined || certificates[0] === undefined) {
      throw problem("the file must hold an unencrypted private key and its certificate, as PEM");
    }
    const leaf = new X509Certificate(certificates[0]);
    const privateKey = createPrivateKey(keyPem);
    if (!leaf.checkPrivateKey(privateKey)) throw problem("the private key is not the first certificate's");
    return {
      thumbprintSha256: leaf.fingerprint256.replaceAll(":", "").toLowerCase(),
      privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      x5c: certificates.join("\n"),
    };
  } catch (error) {
    throw error instanceof StartProblem ? error : problem(`${path} can't be read as PEM`);
  }
}

/** The platform replaces the token long before it expires; until then it need not be read again. */
const rereadBeforeEndMs = 300_000;

/** MSAL calls this at every exchange. */
function federatedToken(path: string, now: () => number): () => Promise<string> {
  let kept = { token: "", untilMs: 0 };
  return async () => {
    if (now() >= kept.untilMs) {
      const text = await promises.readFile(path, "utf8").catch(() => {
        throw new EntraConfigurationError("AZURE_FEDERATED_TOKEN_FILE", true);
      });
      const token = text.trim();
      kept = { token, untilMs: expiryMs(token) - rereadBeforeEndMs };
    }
    return kept.token;
  };
}

/**
 * The credential of the Server app, from its settings. A certificate is read once, a federated token file whenever its
 * token is about to expire (https://learn.microsoft.com/entra/workload-id/workload-identity-federation).
 * @throws `StartProblem` when the certificate's file can't be used; its message quotes nothing of the file
 */
export function createClientCredential(settings: CredentialSettings, now: () => number): ClientCredential {
  const { AZURE_CLIENT_SECRET: clientSecret, AZURE_CLIENT_CERTIFICATE_PATH: certificatePath } = settings;
  if (clientSecret !== undefined) return { clientSecret };
  if (certificatePath !== undefined) return { clientCertificate: readCertificate(certificatePath) };
  const { AZURE_FEDERATED_TOKEN_FILE: tokenFile } = settings;
  if (tokenFile !== undefined) return { clientAssertion: federatedToken(tokenFile, now) };
  throw new StartProblem(["no credential is set"]);
}

interface CredentialExpiry {
  kind: "secret" | "certificate" | "federated_token";
  /** Unix milliseconds; 0 when the platform's token can't be read. */
  endsAtMs: number;
}

/** The platform replaces a federated token about once an hour. */
const readEveryMs = 60_000;

/** What tells the end of a credential, beside itself: of a secret a setting does, in Unix milliseconds. */
type ExpirySettings = Pick<WorkerSettings, "AZURE_CLIENT_ID" | "AZURE_CLIENT_SECRET_EXPIRES">;

/**
 * Expiry of the connector's own credential; undefined for a client secret of which no setting says it. A federated
 * token is read again when it is about to expire, as for an exchange.
 */
export async function credentialExpiry(
  { clientSecret, clientCertificate, clientAssertion }: ClientCredential,
  { AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET_EXPIRES: secretEndsAtMs }: ExpirySettings,
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
  settings: ExpirySettings;
  metrics: Pick<WorkerMetrics, "credentialExpiry">;
}): () => void {
  const { credential, settings, metrics } = options;
  async function read(): Promise<void> {
    const expiry = await credentialExpiry(credential, settings);
    if (expiry !== undefined) metrics.credentialExpiry.set({ kind: expiry.kind }, expiry.endsAtMs / 1_000);
  }
  void read();
  const timer = setInterval(read, readEveryMs);
  return () => clearInterval(timer);
}

import { randomBytes, randomUUID } from "node:crypto";
import { type Finding, ok, problem, unknown } from "#common/doctor/check.ts";
import type { ProxySettings } from "#common/proxy-settings.ts";
import { EntraConfigurationError, EntraRefusal, EntraUnreachable } from "#workers/auth/entra-failure.ts";
import {
  type ClientCredential,
  createMsalNetwork,
  createTenantApps,
  type MsalNetwork,
} from "#workers/auth/msal-apps.ts";
import { credentialRefused } from "#workers/auth/on-behalf-of.ts";
import type { WorkerSettings } from "#workers/config.ts";
import { openConnections } from "#workers/open-connections.ts";

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

interface Trial {
  settings: Pick<WorkerSettings, "AZURE_AUTHORITY_HOST" | "AZURE_CLIENT_ID" | "GRAPH_BASE_URL"> & ProxySettings;
  credential: ClientCredential;
  tenantId: string;
  /** Unix milliseconds. */
  now: () => number;
}

/** A token of nobody, in the form of a person's, signed by nobody. Entra has to refuse it. */
function bogusAssertion({ settings, tenantId, now }: Trial): string {
  const iat = Math.floor(now() / 1_000);
  const header = { typ: "JWT", alg: "RS256", kid: randomBytes(20).toString("base64url") };
  const claims = {
    aud: settings.AZURE_CLIENT_ID,
    iss: `${settings.AZURE_AUTHORITY_HOST}/${tenantId}/v2.0`,
    iat,
    nbf: iat,
    exp: iat + 3_600,
    oid: randomUUID(),
    tid: tenantId,
    scp: "access_as_user",
    ver: "2.0",
  };
  return `${part(header)}.${part(claims)}.${randomBytes(256).toString("base64url")}`;
}

const limitMs = 8_000;

export const acceptedIn = (tenantId: string): Finding => ok(`Entra accepts it in tenant ${tenantId}`);

/**
 * The only numbers that prove a wrong credential or app ID
 * (https://learn.microsoft.com/entra/identity-platform/reference-error-codes), with how to fix it.
 */
export const provenBad: ReadonlyMap<number, { says: string; fix: string }> = new Map([
  [
    7000215,
    {
      says: "the client secret is wrong",
      fix: "Set AZURE_CLIENT_SECRET to the value of a secret of this app, not to the secret's ID.",
    },
  ],
  [7000222, { says: "the client secret has expired", fix: "Add a new secret in Entra: docs/rotate.md." }],
  [
    700027,
    {
      says: "the certificate is not registered for this app",
      fix: "Upload the certificate of AZURE_CLIENT_CERTIFICATE_PATH to the Server app in Entra.",
    },
  ],
  [
    700016,
    {
      says: "the tenant has no app with the ID in AZURE_CLIENT_ID",
      fix: "Correct AZURE_CLIENT_ID, or have an admin of this tenant consent to the app: docs/entra.md.",
    },
  ],
]);

/** Entra judged the assertion, which is bogus: signature, time, audience. */
const aboutAssertion: ReadonlySet<number> = new Set([50013, 50027, 500131, 500133]);

/** What Entra answers to an exchange; it can't succeed. */
async function refusalOf(trial: Trial, credential: ClientCredential, network: MsalNetwork): Promise<unknown> {
  const { AZURE_AUTHORITY_HOST: authorityHost, AZURE_CLIENT_ID: clientId, GRAPH_BASE_URL } = trial.settings;
  const app = createTenantApps({ authorityHost, clientId, credential, network }).appFor(trial.tenantId);
  const ask = () =>
    app.acquireTokenOnBehalfOf({
      oboAssertion: bogusAssertion(trial),
      scopes: [`${GRAPH_BASE_URL}/.default`],
      skipCache: true,
      correlationId: randomUUID(),
    });
  return await network.run(AbortSignal.timeout(limitMs), ask).catch((error: unknown) => error);
}

const numberOf = (refusal: unknown) => (refusal instanceof EntraRefusal ? refusal.aadsts : undefined);

function strangeRefusal(refusal: unknown): Finding {
  const number = numberOf(refusal);
  const look = "Try again. If it stays, look it up in docs/troubleshooting.md.";
  if (number !== undefined) return unknown(`Entra answered AADSTS${number}, which proves nothing`, look);
  if (refusal instanceof EntraUnreachable) return unknown(`Entra gave no usable answer (${refusal.code})`, look);
  if (refusal instanceof EntraConfigurationError)
    return unknown("the federated token can't be read", "See “credential”.");
  return unknown("Entra's answer was not one to a refused exchange", look);
}

/**
 * Tries the credential by an exchange that can't succeed, for a made-up assertion. That Entra refuses the assertion
 * proves the credential only if it looks at the credential first, which no page says: so the same is asked once more
 * with a made-up secret, and that has to be refused for the secret.
 */
export async function tryCredential(trial: Trial): Promise<Finding> {
  const agent = openConnections(trial.settings, { connections: 1 });
  const network = createMsalNetwork(agent, trial.now);
  try {
    const refusal = await refusalOf(trial, trial.credential, network);
    const number = numberOf(refusal);
    const known = provenBad.get(number ?? 0);
    if (known !== undefined) return problem(`${credentialRefused}: ${known.says} (AADSTS${number})`, known.fix);
    if (number === undefined || !aboutAssertion.has(number)) return strangeRefusal(refusal);
    const madeUp = { clientSecret: randomBytes(30).toString("base64url") };
    const control = numberOf(await refusalOf(trial, madeUp, network));
    if (control === 7000215) return acceptedIn(trial.tenantId);
    return unknown(
      "Entra refuses the assertion before it looks at the credential, so this proves nothing",
      "Sign in with a client once, and call a tool: that proves it.",
    );
  } finally {
    await agent.close();
  }
}

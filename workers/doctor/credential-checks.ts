import type { Ask } from "#common/doctor/ask.ts";
import { type Finding, notChecked, ok, problem } from "#common/doctor/check.ts";
import type { OpenRedis } from "#common/doctor/redis-checks.ts";
import { StartProblem } from "#common/run-main.ts";
import { createClientCredential, credentialExpiry } from "#workers/auth/client-credential.ts";
import type { ClientCredential } from "#workers/auth/msal-apps.ts";
import type { WorkerSettings } from "#workers/config.ts";
import { type OpenGraph, openGraph } from "#workers/graph-check/open-graph.ts";
import type { PersonsToken } from "#workers/graph-check/read-token.ts";
import { acceptedIn, tryCredential } from "./try-credential.ts";

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

const dayMs = 86_400_000;
const soonDays = 30;

function whatIsSet({ AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH }: WorkerContext["settings"]): string {
  if (AZURE_CLIENT_SECRET !== undefined) return "client secret";
  return AZURE_CLIENT_CERTIFICATE_PATH === undefined ? "federated token" : "certificate";
}

function expiryFinding(what: string, endsAtMs: number, nowMs: number): Finding {
  const day = new Date(endsAtMs).toISOString().slice(0, 10);
  const renew = "Register a new one in Entra and give it to the workers: docs/rotate.md.";
  if (endsAtMs <= nowMs) return problem(`the ${what} expired on ${day}`, renew);
  const days = Math.floor((endsAtMs - nowMs) / dayMs);
  return days < soonDays
    ? { ...ok(`${what}; it expires in ${days} days, on ${day}`), fix: renew }
    : ok(`${what}, until ${day}`);
}

/** Reads the credential as the start does, and looks at its end. */
export async function credentialFinding(context: WorkerContext): Promise<Finding> {
  const { settings, now } = context;
  try {
    context.credential = createClientCredential(settings, now);
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error;
    return problem(error.message, "docs/entra.md says how to make the credential.");
  }
  const what = whatIsSet(settings);
  const expiry = await credentialExpiry(context.credential, settings);
  if (expiry === undefined) {
    return ok(`${what}; only Entra knows when it expires, unless AZURE_CLIENT_SECRET_EXPIRES says it`);
  }
  if (expiry.kind !== "federated_token") return expiryFinding(what, expiry.endsAtMs, now());
  if (expiry.endsAtMs === 0) {
    const fix = "The platform has to write the token of a workload identity there.";
    return problem("AZURE_FEDERATED_TOKEN_FILE: there is no token that can be read", fix);
  }
  if (expiry.endsAtMs > now()) return ok(`${what}, which the platform renews`);
  return problem("the federated token has expired", "The platform no longer renews the file: look at its webhook.");
}

/** Exchanges the token of the person, if there is one, for the checks of what they may read. */
async function exchangeToken(context: WorkerContext): Promise<void> {
  const { person, settings } = context;
  if (person === undefined) return;
  try {
    context.graph = await openGraph(settings, person.token);
  } catch (error) {
    context.refusal = error;
  }
}

/** Whether Entra takes the credential, as the exchange of a person's token proves best. */
export async function exchangeFinding(context: WorkerContext): Promise<Finding> {
  const { credential, settings, now, person } = context;
  if (credential === undefined) return notChecked("there is no credential");
  await exchangeToken(context);
  if (context.graph !== undefined && person !== undefined) return acceptedIn(person.token.tenantId);
  const tenantId = person?.token.tenantId ?? context.tenantId;
  if (tenantId === undefined)
    return notChecked("no tenant is named to try it in", "Name one: --tenant ID, or AZURE_TENANT_ID.");
  const finding = await tryCredential({ settings, credential, tenantId, now });
  context.isCredentialBad = finding.state === "problem";
  return finding;
}

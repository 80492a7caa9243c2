import { isGraphPermission } from "#common/tools/graph-permissions.ts";
import { requiredScope } from "#gateway/auth/resource-identity.ts";
import { type Parameters, readableParameters } from "#gateway/sign-in/parameters.ts";
import { personalTenantId } from "#gateway/tenants/tenants-file-schema.ts";
import { isLanguage, type Language, languages } from "./language.ts";
import { languageParameter } from "./page.ts";
import { type PageSite, pageUrl } from "./page-site.ts";

const tenantId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** RFC 1035 2.3.1, with the labels of internationalised domains in their ASCII form. */
const domain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const longestDomain = 253;

/**
 * The tenant that somebody typed, as a path of Entra's may name it: its id, or one of its domains. Undefined for
 * anything else, for names of many tenants such as `organizations`, and for the tenant of personal accounts.
 */
export function tenantNamed(text: string): string | undefined {
  const name = text.trim().toLowerCase();
  if (name.length > longestDomain || name === personalTenantId) return undefined;
  return tenantId.test(name) || domain.test(name) ? name : undefined;
}

/** The two apps, in the order in which an admin consents to them: the Client app needs the other one in the tenant. */
export const consentApps = ["server", "client"] as const;

export type ConsentApp = (typeof consentApps)[number];

/** `state` of the consent: Entra gives it back. It says which app it was, and holds nothing that has to be kept. */
const consentState = (app: ConsentApp, language: Language): string => `${app}-${language}`;

/**
 * Where an admin of a tenant consents to an app, for all permissions that are registered for it. The version 2.0 of the
 * page names the permissions in its answer (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent).
 * @param tenant as `tenantNamed` gives it
 * @returns undefined for the Client app where the connector does not know its id
 */
export function consentLink(
  { identity, serverAppId, clientAppId, graphBaseUrl }: PageSite,
  { app, tenant, language }: { app: ConsentApp; tenant: string; language: Language },
): string | undefined {
  const clientId = app === "server" ? serverAppId : clientAppId;
  if (clientId === undefined) return undefined;
  const query = new URLSearchParams({
    client_id: clientId,
    scope: `${app === "server" ? graphBaseUrl : identity.appIdUri}/.default`,
    redirect_uri: pageUrl(identity.publicUrl, "consented"),
    state: consentState(app, language),
  });
  return `${identity.authorityHost}/${tenant}/v2.0/adminconsent?${query}`;
}

/** What an address says of a consent. Anybody can write such an address, so it proves nothing. */
export interface ConsentAnswer {
  outcome: "given" | "refused" | "nothing";
  app: ConsentApp | undefined;
  language: Language | undefined;
  /** Names that are the connector's own; all others are left out. Undefined where the address names none at all. */
  permissions: readonly string[] | undefined;
  /** Microsoft's number for the refusal. */
  aadsts: number | undefined;
  /** Only to fill in the form of the page for admins again. */
  tenant: string | undefined;
}

const maxQueryBytes = 8 * 1024;

/** Permissions that the connector's apps may have. Entra names each with its resource in front of it. */
const permissionsIn = (scope: string): string[] =>
  [...new Set(scope.split(" ").map((name) => name.slice(name.lastIndexOf("/") + 1)))].filter(
    (name) => isGraphPermission(name) || name === "offline_access" || name === requiredScope,
  );

const appOf = (state: string): ConsentApp | undefined =>
  consentApps.find((app) => languages.some((language) => consentState(app, language) === state));

function languageOf(parameters: Parameters): Language | undefined {
  const named = parameters.get(languageParameter) ?? parameters.get("state")?.split("-")[1];
  return isLanguage(named) ? named : undefined;
}

function outcomeOf(parameters: Parameters): ConsentAnswer["outcome"] {
  if (parameters.has("error")) return "refused";
  return parameters.get("admin_consent")?.toLowerCase() === "true" ? "given" : "nothing";
}

/** Reads the query with which Entra sends an admin back. What can't be read says nothing. */
export function readConsentAnswer(query: string): ConsentAnswer {
  const parameters: Parameters = readableParameters(query, maxQueryBytes) ?? new Map();
  const outcome = outcomeOf(parameters);
  const scope = parameters.get("scope");
  const number = /^AADSTS(\d{1,9})\b/.exec(parameters.get("error_description") ?? "")?.[1];
  return {
    outcome,
    app: appOf(parameters.get("state") ?? ""),
    language: languageOf(parameters),
    permissions: outcome === "given" && scope !== undefined ? permissionsIn(scope) : undefined,
    aadsts: outcome === "refused" && number !== undefined ? Number(number) : undefined,
    tenant: tenantNamed(parameters.get("tenant") ?? ""),
  };
}

/** The query of the same answer, made of what was read of it alone. */
export function queryOfAnswer(answer: ConsentAnswer): Record<string, string> {
  const { outcome, app, language, permissions, aadsts, tenant } = answer;
  return {
    ...(outcome === "given" && { admin_consent: "True" }),
    ...(outcome === "refused" && { error: "refused" }),
    ...(aadsts !== undefined && { error_description: `AADSTS${aadsts}` }),
    ...(permissions !== undefined && { scope: permissions.join(" ") }),
    ...(app !== undefined && { state: consentState(app, language ?? "en") }),
    ...(tenant !== undefined && { tenant }),
  };
}

import { requiredScope } from "#gateway/auth/required-scope.ts";
import { isGraphPermission } from "#gateway/registrations/graph-permission-ids.ts";
import { type Parameters, readableParameters } from "#gateway/sign-in/parameters.ts";
import { type ConsentApp, consentApps, consentState } from "./consent-links.ts";
import { isLanguage, type Language, languages } from "./language.ts";
import { languageParameter } from "./send-page.ts";
import { tenantNamed } from "./tenant-name.ts";

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
    (name) => isGraphPermission(name) || name === requiredScope,
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

import { type Answer, type Ask, type Asked, jsonObject } from "./ask.ts";
import { type Finding, ok, problem, unknown } from "./check.ts";

const tenantNotFound = 90002;

/** The number after AADSTS in an answer of Entra's. */
function aadstsOf(body: Record<string, unknown>): number | undefined {
  const [first] = Array.isArray(body.error_codes) ? body.error_codes : [];
  return typeof first === "number" ? first : undefined;
}

const aboutHost =
  "Allow this machine to reach it (firewall, HTTPS_PROXY), and check AZURE_CLOUD, AZURE_AUTHORITY_HOST.";

/** What an answer means that is not the one asked for; undefined for a JSON object with status 200. */
export function strangeAnswer(asked: Asked, what: string, url: string): Finding | undefined {
  if ("failure" in asked)
    return problem(`${what} can't be reached at ${new URL(url).host}: ${asked.failure}`, aboutHost);
  const { status, text } = asked;
  if (status === 429 || status >= 500) return unknown(`${what} answers ${status}`, "Try again in a minute.");
  const isJson = Object.keys(jsonObject(text)).length > 0;
  if (status === 200 && isJson) return undefined;
  if (isJson) return unknown(`${what} answers ${status}`, `Look at ${url} in a browser.`);
  return problem(`what answers at ${new URL(url).host} (${status}, no JSON) is not ${what}`, aboutHost);
}

/** What the OpenID configuration of a tenant says; undefined if it is as it should be. */
function configurationProblem(asked: Asked, authorityHost: string, tenant: string): Finding | undefined {
  const body = "failure" in asked ? {} : jsonObject(asked.text);
  if (aadstsOf(body) === tenantNotFound) {
    return problem(
      `Entra at ${new URL(authorityHost).host} knows no tenant ${tenant} (AADSTS${tenantNotFound})`,
      "Correct the tenant ID (ALLOWED_TENANTS, --tenant), or AZURE_CLOUD: a tenant lives in one cloud.",
    );
  }
  const strange = strangeAnswer(asked, "Entra", authorityHost);
  if (strange !== undefined) return strange;
  const known = tenant === "organizations" ? "{tenantid}" : tenant;
  if (body.issuer === `${authorityHost}/${known}/v2.0`) return undefined;
  return problem(
    `Entra names another issuer for ${tenant} than ${authorityHost}/${known}/v2.0`,
    "Set AZURE_CLOUD to the tenant's cloud, and AZURE_AUTHORITY_HOST to nothing else than its Entra host.",
  );
}

/**
 * Asks Entra for the OpenID configuration of each tenant.
 * @returns the first finding that is not `ok`, else `ok`; and the clocks' difference, if Entra told its time
 */
export async function findEntra(
  ask: Ask,
  authorityHost: string,
  tenants: readonly string[],
): Promise<{ finding: Finding; offsetMs: number | undefined }> {
  const urlOf = (tenant: string) => `${authorityHost}/${tenant}/v2.0/.well-known/openid-configuration`;
  const asked = await Promise.all(tenants.map((tenant) => ask(urlOf(tenant))));
  const isAnswer = (one: Asked): one is Answer => !("failure" in one);
  const offsetMs = asked.filter(isAnswer).find((one) => one.offsetMs !== undefined)?.offsetMs;
  const findings = tenants.map((tenant, index) =>
    configurationProblem(asked[index] ?? { failure: "no answer" }, authorityHost, tenant),
  );
  const found = findings.find((finding) => finding !== undefined);
  return { finding: found ?? ok(`${new URL(authorityHost).host}, ${tenants.join(", ")}`), offsetMs };
}

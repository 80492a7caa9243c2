import { graphPermissions } from "#common/tools/graph-permissions.ts";
import { requiredScope } from "#gateway/auth/resource-identity.ts";
import {
  clientApplication,
  offlineAccessId,
  registrationRequests,
  serverApplication,
} from "#gateway/registrations/registration-requests.ts";
import { planOf } from "#test/unit/gateway/registrations/plans.ts";
import { markdownTable } from "./marked-block.ts";

const plan = planOf({ tenantId: undefined });

/** Why each property of the apps is as it is. A property without a reason is an error. */
const reasons: Readonly<Record<string, string>> = {
  displayName: "the host tells installations apart",
  signInAudience: "`AzureADMyOrg` where `--tenant` or `ALLOWED_TENANTS` names one tenant",
  identifierUris:
    "the second one only if its host is a verified domain of the tenant. Clients that sign in at Entra itself send " +
    "the public URL as `resource`; without it they are refused (AADSTS9010010), as the gateway says at its start. " +
    "Clients that sign in at the connector are not affected",
  "api.requestedAccessTokenVersion": "tokens of version 1 are refused",
  "api.oauth2PermissionScopes": "the scope that tokens for this connector have",
  "api.knownClientApplications": "Entra knows that the Client app belongs to it",
  "api.preAuthorizedApplications": "nobody is asked whether it may use the scope",
  "optionalClaims.accessToken":
    "tells people from apps, guests from members, and whether a client supports claims challenges",
  requiredResourceAccess: "delegated permissions, to which an admin consents",
  "web.redirectUris": "where Entra sends the admin's browser after the consent",
  "publicClient.redirectUris":
    "*Mobile and desktop applications*: *Web* would require a secret, *Single-page application* a browser. The " +
    "second is for the admin's consent",
  isFallbackPublicClient: "*Allow public client flows: No*: nobody can sign in by device code with this ID",
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The properties of an app by their paths, such as `web.redirectUris`. */
function propertiesOf(value: Readonly<Record<string, unknown>>, above = ""): [path: string, value: unknown][] {
  return Object.entries(value).flatMap(([name, inner]): [string, unknown][] =>
    isObject(inner) ? propertiesOf(inner, `${above}${name}.`) : [[above + name, inner]],
  );
}

/** What names an entry of a list to a reader. */
function nameOf(entry: unknown): string {
  if (!isObject(entry)) return String(entry);
  if (Array.isArray(entry.resourceAccess)) return `${entry.resourceAppId}: ${accessNames(entry.resourceAccess)}`;
  return String(entry.value ?? entry.name ?? entry.appId);
}

function accessNames(access: readonly unknown[]): string {
  const ids = access.map((one) => (isObject(one) ? one.id : undefined));
  const known = [...Object.entries(graphPermissions), ["offline_access", { id: offlineAccessId }] as const];
  const named = known.flatMap(([name, { id }]) => (ids.includes(id) ? [name] : []));
  return named.length === 0 ? requiredScope : named.join(" ");
}

const readable = (text: string) =>
  text
    .replace("00000003-0000-0000-c000-000000000000", "Microsoft Graph")
    .replace(/\{(\w+?)_(?:APP|OBJECT)_ID\}/g, (_all, app: string) => `${app}-ID`);

function tableOf(application: object): string {
  const rows = propertiesOf({ ...application }).map(([path, value]) => {
    const why = reasons[path];
    if (why === undefined) throw new Error(`${path} of an app has no reason in registrations-table.ts`);
    const entries = Array.isArray(value) ? value.map(nameOf) : [String(value)];
    return [`\`${path}\``, entries.map((entry) => `\`${readable(entry)}\``).join(", "), why];
  });
  return markdownTable(["property", "value", "why"], rows);
}

/** The requests that make both apps, one a line. */
function stepList(): string {
  const lines = registrationRequests(plan).map(
    ({ says, method, path, body }, index) =>
      `${index + 1}. ${says.replace(/^#\s*/, "")} (\`${method} ${readable(path)}\`: ${partsOf(body)})`,
  );
  return lines.join("\n");
}

/** The names of what a request sends; of `api`, which comes in parts, those. */
const partsOf = (body: object): string =>
  Object.entries(body)
    .flatMap(([name, value]) => (name === "api" ? Object.keys(value).map((part) => `api.${part}`) : [name]))
    .map((name) => `\`${name}\``)
    .join(", ");

/** Every property of the two registrations, with its reason, and the steps that make them. */
export const registrationTables = (): { steps: string; server: string; client: string } => ({
  steps: stepList(),
  server: tableOf(serverApplication(plan)),
  client: tableOf(clientApplication(plan)),
});

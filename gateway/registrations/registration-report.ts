import { pageUrl } from "#gateway/pages/page-site.ts";
import { type Placeholder, placeholder, placeholders, type RegistrationPlan } from "./registration-plan.ts";
import {
  clientApplication,
  type RegistrationRequest,
  registrationRequests,
  serverApplication,
} from "./registration-requests.ts";

/**
 * Address where an admin consents to an app for a tenant
 * (https://learn.microsoft.com/entra/identity-platform/v2-admin-consent). `tenant` is an id, a domain or
 * `organizations`. Without a redirect URI, Entra takes the first that is registered.
 */
export function consentUrl(options: {
  authorityHost: string;
  tenant: string;
  clientId: string;
  redirectUri?: string;
}): string {
  const { authorityHost, tenant, clientId, redirectUri } = options;
  const back = redirectUri === undefined ? "" : `&redirect_uri=${encodeURIComponent(redirectUri)}`;
  return `${authorityHost}/${tenant}/adminconsent?client_id=${clientId}${back}`;
}

/** What the Azure CLI calls a cloud; it has none of its own for DoD, whose Graph is named in each request. */
const azClouds: Readonly<Record<RegistrationPlan["cloud"], string>> = {
  public: "AzureCloud",
  usgov: "AzureUSGovernment",
  dod: "AzureUSGovernment",
  china: "AzureChinaCloud",
};

/** A text for the inside of an unquoted here-document, in which only the placeholders are variables. */
function shellText(text: string): string {
  const literal = text.replace(/[\\$`]/g, "\\$&");
  return placeholders.reduce((filled, name) => filled.replaceAll(placeholder(name), `\${${name}}`), literal);
}

function requestLines({ says, method, path, body, keeps }: RegistrationRequest): string[] {
  const kept = Object.entries(keeps);
  const shows = kept.length === 0 ? "none" : `tsv --query '[${kept.map(([, property]) => property).join(",")}]'`;
  // An app that was made although the answer got lost must not be made twice.
  const times = path === "applications" ? "" : "again ";
  return [
    `# ${says}`,
    // The bash of macOS takes a quote in the here-document of `$(cat <<JSON` for the begin of a string.
    "IFS= read -r -d '' body <<JSON || true",
    shellText(JSON.stringify(body, null, 2)),
    "JSON",
    `answer=$(${times}graph ${method} "${shellText(path)}" "$body" --output ${shows})`,
    ...kept.map(([name], index) => `${name}=$(sed -n ${index + 1}p <<<"$answer")`),
    "",
  ];
}

const makeCertificate = [
  "# A key and a certificate for the workers, in one file that only you can read. Renew them within a year.",
  "umask 077",
  "openssl req -x509 -newkey rsa:3072 -sha256 -days 365 -nodes -subj /CN=m365-connector \\",
  "  -keyout server-app.key -out server-app.crt 2>/dev/null",
  "cat server-app.key server-app.crt >server-app.pem && rm server-app.key",
  'CERTIFICATE=$(openssl x509 -in server-app.crt -outform DER | base64 | tr -d "\\n")',
  "",
];

function settingLines(plan: RegistrationPlan): string[] {
  const { cloud, credential, hasVerifiedDomain, appIdUri, publicUrl, signsInHere, tenantId } = plan;
  const set = (name: string, value: string) => `  echo "${name}=${value}"`;
  const variable = (name: Placeholder) => `\${${name}}`;
  const makesCertificate = credential.kind === "certificate" && credential.key === undefined;
  return [
    set("MCP_PUBLIC_URL", publicUrl),
    set("AZURE_CLIENT_ID", variable("SERVER_APP_ID")),
    ...(signsInHere ? [set("SIGN_IN_CLIENT_ID", variable("CLIENT_APP_ID"))] : []),
    ...(hasVerifiedDomain ? [] : [set("APP_ID_URI", `api://${variable("SERVER_APP_ID")}`)]),
    ...(hasVerifiedDomain && appIdUri !== publicUrl ? [set("APP_ID_URI", appIdUri)] : []),
    ...(tenantId === undefined ? [] : [set("ALLOWED_TENANTS", tenantId)]),
    ...(cloud === "public" ? [] : [set("AZURE_CLOUD", cloud)]),
    ...(credential.kind === "secret"
      ? [
          set("AZURE_CLIENT_SECRET", variable("CLIENT_SECRET")),
          set("AZURE_CLIENT_SECRET_EXPIRES", credential.endDateTime),
        ]
      : []),
    ...(makesCertificate ? [set("AZURE_CLIENT_CERTIFICATE_PATH", "$PWD/server-app.pem")] : []),
  ];
}

/** What was made is printed, and kept in a file that only its owner can read, since it may hold the client secret. */
const keepSettings = [
  'echo "# Settings:"',
  "settings",
  "(umask 077 && settings >settings.env)",
  'echo "# The same is in $PWD/settings.env. Next: npm run secrets -- --from $PWD/settings.env"',
];

/** The links for an admin's consent, as lines that print them: the Server app first, which the Client app names. */
function consentLines({ authorityHost, publicUrl, tenantId, serverAppId }: RegistrationPlan): string[] {
  const apps = serverAppId === undefined ? ["SERVER_APP_ID", "CLIENT_APP_ID"] : ["SERVER_APP_ID"];
  const where = { authorityHost, tenant: tenantId ?? "organizations", redirectUri: pageUrl(publicUrl, "consented") };
  return apps.map((name) => {
    return `echo "${consentUrl({ ...where, clientId: `\${${name}}` })}"`;
  });
}

/** Signs in with a setting without which the Azure CLI asks for a subscription, on which nothing here depends. */
const loginLines = (tenantId: string): string[] => [
  "export AZURE_CORE_LOGIN_EXPERIENCE_V2=off",
  `az login --tenant ${tenantId} --allow-no-subscriptions --output none`,
];

/** What the script is for, and whether it makes something new. */
const purposeLines = (serverAppId: string | undefined): string[] =>
  serverAppId === undefined
    ? [
        "# Registers the two apps of the M365 connector in Microsoft Entra, by the Azure CLI.",
        "# It makes new apps each time; the role Application Developer is enough. It ends with links for an admin.",
      ]
    : ["# Changes the Server app of the M365 connector in Microsoft Entra, by the Azure CLI."];

/**
 * A bash script for the Azure CLI that makes both registrations and prints the settings and links that follow from
 * them, or changes the Server app that the plan names. It needs nothing but the right to register apps.
 */
export function azScript(plan: RegistrationPlan): string {
  const { cloud, credential, tenantId, serverAppId, graphBaseUrl: graph } = plan;
  const makesCertificate =
    serverAppId === undefined && credential.kind === "certificate" && credential.key === undefined;
  return [
    "#!/usr/bin/env bash",
    ...purposeLines(serverAppId),
    "set -euo pipefail",
    "# What it makes is beside it.",
    `cd "$(dirname "\${BASH_SOURCE[0]:-.}")"`,
    "",
    ...(cloud === "public" ? [] : [`az cloud set --name ${azClouds[cloud]}`]),
    ...(tenantId === undefined ? [] : loginLines(tenantId)),
    "tenant=$(az account show --query tenantId --output tsv)",
    'echo "Registering in tenant $tenant" >&2',
    "",
    "graph() {",
    `  az rest --method "$1" --url "${graph}/v1.0/$2" --resource ${graph} \\`,
    `    --headers Content-Type=application/json --body "$3" "\${@:4}"`,
    "}",
    "# Not every server of Entra knows a new app at once.",
    "again() {",
    '  for _ in 1 2 3 4 5; do "$@" && return; echo "trying again in 5 s" >&2; sleep 5; done',
    '  "$@"',
    "}",
    "",
    ...(makesCertificate ? makeCertificate : []),
    ...(serverAppId === undefined ? [] : [`SERVER_APP_ID=${serverAppId}`]),
    ...registrationRequests(plan).flatMap(requestLines),
    ...(serverAppId === undefined ? ["settings() {", ...settingLines(plan), "}", ...keepSettings] : []),
    'echo "# An admin consents by these links, in this order:"',
    ...consentLines(plan),
    "",
  ].join("\n");
}

/** The files that describe one plan, by the names under which they are written. */
export function registrationFiles(plan: RegistrationPlan): Readonly<Record<RegistrationFile, string>> {
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    "server-app.json": json(serverApplication(plan)),
    "client-app.json": json(clientApplication(plan)),
    "register.sh": azScript(plan),
  };
}

export const registrationFileNames = ["server-app.json", "client-app.json", "register.sh"] as const;

type RegistrationFile = (typeof registrationFileNames)[number];

const publisherVerification = [
  "Both apps are multi-tenant: set ALLOWED_TENANTS (or --tenant) to one tenant ID if only one organisation uses the",
  "connector. Other organisations see the publisher as unverified, and their people can't consent themselves, until",
  "the tenant of the apps has publisher verification: a verified Microsoft AI Cloud Partner Program account, and a",
  "verified domain as the publisher domain of the apps. An admin can consent to an unverified app.",
  "https://learn.microsoft.com/entra/identity-platform/publisher-verification-overview",
];

/** What to know of a plan before it is used. */
export function registrationNotes(plan: RegistrationPlan): readonly string[] {
  return [
    `Graph permissions (delegated): ${plan.permissions.join(", ")}`,
    ...(plan.tenantId === undefined ? publisherVerification : [`Both apps are single-tenant: ${plan.tenantId}.`]),
    ...(plan.hasVerifiedDomain
      ? [`The host of ${plan.publicUrl} must be a verified domain of the tenant; else add --no-verified-domain.`]
      : ["The Application ID URI is api://CLIENT-ID: set APP_ID_URI, as the script prints it."]),
    ...(plan.credential.kind === "secret"
      ? [`The client secret ends on ${plan.credential.endDateTime.slice(0, 10)}. A certificate is safer.`]
      : []),
  ];
}

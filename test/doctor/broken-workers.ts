import { randomUUID } from "node:crypto";
import { createClientCertificate } from "#test/fake-tenant/tls-certificate.ts";
import { freePort } from "#test/support/free-port.ts";
import { type Broken, wrongProxyPassword } from "./broken-gateways.ts";
import { fileWith, type SetUp } from "./set-up.ts";

/** Settings with a certificate that Entra doesn't know, valid for so many days from now. */
async function certificateFor(days: number) {
  const { privateKeyPem, certificatePem } = await createClientCertificate(days);
  const file = fileWith("app.pem", `${privateKeyPem}\n${certificatePem}\n`);
  return { AZURE_CLIENT_SECRET: "", AZURE_CLIENT_CERTIFICATE_PATH: file };
}

const entraAnswers = (aadsts: number, error: string) => ({
  spoil: ({ stack }: SetUp) =>
    stack.fake.control.addRule({
      door: "entra",
      match: { grant: "obo" },
      response: { status: 400, body: { error, error_codes: [aadsts], error_description: `AADSTS${aadsts}: no.` } },
    }),
});

const graphAnswers = (response: { status: number } | { html: true; status: number }) => ({
  spoil: ({ stack }: SetUp) => stack.fake.control.addRule({ door: "graph", match: {}, response }),
});

const otherSecret = async ({ stack }: SetUp) => (await stack.fake.control.directory()).serverApp.expiredClientSecret;

export const brokenWorkers: readonly Broken[] = [
  {
    what: "a proxy that refuses the password",
    blames: "proxy",
    says: /^the proxy localhost:\d+ refuses to connect to localhost \(407\)$/,
    settings: wrongProxyPassword,
  },
  {
    what: "a credential that is missing",
    blames: "settings",
    says: /^AZURE_CLIENT_SECRET: exactly one of .* is required$/,
    settings: () => ({ AZURE_CLIENT_SECRET: "" }),
  },
  {
    what: "a Graph address with a path",
    blames: "settings",
    says: /^GRAPH_BASE_URL: must be an https origin/,
    settings: () => ({ GRAPH_BASE_URL: "https://graph.microsoft.com/v1.0" }),
  },
  {
    what: "a certificate that is no file",
    blames: "credential",
    says: /^AZURE_CLIENT_CERTIFICATE_PATH: \/\S+ can't be read as PEM$/,
    settings: () => ({ AZURE_CLIENT_SECRET: "", AZURE_CLIENT_CERTIFICATE_PATH: "/nowhere.pem" }),
  },
  {
    what: "a certificate that has expired",
    blames: "credential",
    says: /^the certificate expired on \d{4}-\d\d-\d\d$/,
    settings: () => certificateFor(-1),
  },
  {
    what: "a token of a workload identity that nobody writes",
    blames: "credential",
    says: /^AZURE_FEDERATED_TOKEN_FILE: there is no token that can be read$/,
    settings: () => ({ AZURE_CLIENT_SECRET: "", AZURE_FEDERATED_TOKEN_FILE: "/nowhere" }),
  },
  {
    what: "a secret that is wrong",
    blames: "exchange",
    says: /: the client secret is wrong \(AADSTS7000215\)$/,
    settings: () => ({ AZURE_CLIENT_SECRET: randomUUID() }),
  },
  {
    what: "a secret that has expired",
    blames: "exchange",
    says: /: the client secret has expired \(AADSTS7000222\)$/,
    settings: async (setUp) => ({ AZURE_CLIENT_SECRET: await otherSecret(setUp) }),
  },
  {
    what: "a certificate that Entra does not know",
    blames: "exchange",
    says: /: the certificate is not registered for this app \(AADSTS700027\)$/,
    settings: () => certificateFor(100),
  },
  {
    what: "a Server app of another tenant, for that tenant alone",
    blames: "exchange",
    says: /: the tenant has no app with the ID in AZURE_CLIENT_ID \(AADSTS700016\)$/,
    spoil: ({ registrations }) => registrations.change("server", () => ({ signInAudience: "AzureADMyOrg" })),
    tenantId: ({ otherTenantId }) => otherTenantId,
  },
  {
    what: "nothing when Entra refuses with another number",
    blames: "exchange",
    state: "unknown",
    says: /^Entra answered AADSTS700024, which proves nothing$/,
    ...entraAnswers(700_024, "invalid_client"),
  },
  {
    what: "nothing when Entra looks at the assertion first",
    blames: "exchange",
    state: "unknown",
    says: /^Entra refuses the assertion before it looks at the credential, so this proves nothing$/,
    ...entraAnswers(50_013, "invalid_grant"),
  },
  {
    what: "a clock that is behind",
    blames: "clock",
    says: /^this machine's clock is (?:29\d|30\d) s behind Entra's$/,
    aheadMs: -300_000,
  },
  {
    what: "a firewall in front of Graph",
    blames: "graph",
    says: /^Graph can't be reached at localhost:\d+: nothing listens there$/,
    settings: async () => ({ GRAPH_BASE_URL: `https://localhost:${await freePort()}` }),
  },
  {
    what: "a page of somebody in between, where Graph should be",
    blames: "graph",
    says: /^what answers at localhost:\d+ \(200, no JSON\) is not Graph$/,
    ...graphAnswers({ html: true, status: 200 }),
  },
  {
    what: "nothing when Graph is down",
    blames: "graph",
    state: "unknown",
    says: /^Graph answers 503$/,
    ...graphAnswers({ status: 503 }),
  },
];

import { describe, expect, it } from "vitest";
import { terraform } from "#gateway/registrations/terraform.ts";
import { planOf } from "./plans.ts";

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** The configuration as Terraform would read it from its file. */
function readConfiguration(change: Parameters<typeof planOf>[0] = {}) {
  const text = JSON.stringify(terraform(planOf(change)));
  return { text, ...(JSON.parse(text) as { resource: Resources; "//": string }) };
}

/**
 * The arguments of each resource, by the provider's documentation
 * (https://registry.terraform.io/providers/hashicorp/azuread/latest/docs).
 */
const known: Readonly<Record<string, readonly string[]>> = {
  azuread_application: [
    "display_name",
    "sign_in_audience",
    "required_resource_access",
    "api",
    "optional_claims",
    "web",
    "public_client",
    "fallback_public_client_enabled",
    "lifecycle",
  ],
  azuread_application_identifier_uri: ["application_id", "identifier_uri"],
  azuread_application_known_clients: ["application_id", "known_client_ids"],
  azuread_application_pre_authorized: ["application_id", "authorized_client_id", "permission_ids"],
  azuread_service_principal: ["client_id"],
  azuread_application_password: ["application_id", "end_date"],
  azuread_application_certificate: ["application_id", "type", "encoding", "value"],
  azuread_application_federated_identity_credential: [
    "application_id",
    "display_name",
    "issuer",
    "subject",
    "audiences",
  ],
};

const expression = ["$", "{x}"].join("");

const credentials = [
  { kind: "secret", endDateTime: "2027-01-01T00:00:00Z" },
  { kind: "certificate", key: undefined },
  { kind: "federated", issuer: `https://oidc.example/${expression}`, subject: "system:serviceaccount:m365:worker" },
] as const;

describe.each(credentials)("the Terraform configuration with the credential $kind", (credential) => {
  it("uses only arguments that the provider has, and refers only to what it makes", () => {
    const { resource, text } = readConfiguration({ credential });
    for (const [type, made] of Object.entries(resource)) {
      for (const body of Object.values(made)) expect(known[type]).toEqual(expect.arrayContaining(Object.keys(body)));
    }
    const references = [...text.matchAll(/(?<!\$)\$\{(azuread_\w+)\.(\w+)\./g)];
    expect(references.length).toBeGreaterThan(4);
    for (const [, type = "", name = ""] of references) expect(resource[type]?.[name]).toBeDefined();
  });

  it("says that nobody has applied it, and has no placeholder left", () => {
    const { text, "//": note } = readConfiguration({ credential });
    expect(note).toContain("NOT APPLIED");
    expect(text).not.toMatch(/(?<!\$)\{[A-Z_]+\}/);
  });
});

it("text that looks like an expression stays text", () => {
  expect(readConfiguration({ credential: credentials[2] }).text).toContain(`https://oidc.example/$${expression}`);
});

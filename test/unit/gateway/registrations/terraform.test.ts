import { describe, expect, it } from "vitest";
import { z } from "zod";
import { terraform } from "#gateway/registrations/terraform.ts";
import { planOf } from "./plans.ts";

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** The configuration as Terraform would read it from its file. */
function readConfiguration(change: Parameters<typeof planOf>[0] = {}) {
  const text = JSON.stringify(terraform(planOf(change)));
  return { text, ...(JSON.parse(text) as { resource: Resources; "//": string }) };
}

/** Arguments by name. `true` is a value; a block has arguments of its own. */
interface Arguments {
  readonly [name: string]: true | Arguments;
}

const redirects = { redirect_uris: true } as const;
const claim = { name: true, essential: true, additional_properties: true } as const;
const permissionScope = {
  id: true,
  value: true,
  type: true,
  enabled: true,
  admin_consent_display_name: true,
  admin_consent_description: true,
  user_consent_display_name: true,
  user_consent_description: true,
} as const;

/**
 * The arguments of each resource, by the provider's documentation
 * (https://registry.terraform.io/providers/hashicorp/azuread/latest/docs); `lifecycle` is Terraform's own.
 */
const known: Readonly<Record<string, Arguments>> = {
  azuread_application: {
    display_name: true,
    sign_in_audience: true,
    required_resource_access: { resource_app_id: true, resource_access: { id: true, type: true } },
    api: { requested_access_token_version: true, oauth2_permission_scope: permissionScope },
    optional_claims: { access_token: claim },
    web: redirects,
    public_client: redirects,
    fallback_public_client_enabled: true,
    lifecycle: { ignore_changes: true },
  },
  azuread_application_identifier_uri: { application_id: true, identifier_uri: true },
  azuread_application_known_clients: { application_id: true, known_client_ids: true },
  azuread_application_pre_authorized: { application_id: true, authorized_client_id: true, permission_ids: true },
  azuread_service_principal: { client_id: true },
  azuread_application_password: { application_id: true, end_date: true },
  azuread_application_certificate: { application_id: true, type: true, encoding: true, value: true },
  azuread_application_federated_identity_credential: {
    application_id: true,
    display_name: true,
    issuer: true,
    subject: true,
    audiences: true,
  },
};

const blockSchema = z.record(z.string(), z.unknown());
const blocksSchema = z.union([blockSchema.transform((block) => [block]), z.array(blockSchema)]);

/** Where something stands that the provider doesn't know, or a block where it has a value, or the other way round. */
function strangePlaces(block: Readonly<Record<string, unknown>>, expected: Arguments, path: string): string[] {
  return Object.entries(block).flatMap(([name, value]) => {
    const here = `${path}.${name}`;
    const inside = expected[name];
    const blocks = blocksSchema.safeParse(value);
    if (inside === undefined) return [here];
    if (inside === true) return blocks.success && JSON.stringify(value) !== "[]" ? [here] : [];
    return blocks.success ? blocks.data.flatMap((one) => strangePlaces(one, inside, here)) : [here];
  });
}

const expression = ["$", "{x}"].join("");

const credentials = [
  { kind: "secret", endDateTime: "2027-01-01T00:00:00Z" },
  { kind: "certificate", key: undefined },
  { kind: "federated", issuer: `https://oidc.example/${expression}`, subject: "system:serviceaccount:m365:worker" },
] as const;

describe.each(credentials)("the Terraform configuration with the credential $kind", (credential) => {
  it("uses only arguments that the provider has, at every depth, and refers only to what it makes", () => {
    const { resource, text } = readConfiguration({ credential });
    for (const [type, made] of Object.entries(resource)) {
      for (const body of Object.values(made)) expect(strangePlaces(body, known[type] ?? {}, type)).toEqual([]);
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

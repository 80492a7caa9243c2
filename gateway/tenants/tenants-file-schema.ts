import { z } from "zod";
import { profiles } from "#gateway/sign-in/redirects.ts";

/** The tenant of all personal Microsoft accounts. They are always refused, so it can't be enabled. */
export const personalTenantId = "9188040d-6c67-4c5b-b112-36a304b66dad";

/** Message for an operator who lists it. */
export const personalTenantProblem = "is the tenant of all personal accounts, which can't use the connector";

const maxTenants = 5_000;

const guid = z
  .string()
  .regex(/^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/, "must be a GUID")
  .toLowerCase();

/** One line of text that can be displayed as it is. */
const words = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "must be one line of text");

const calls = (most: number) => z.int().min(1).max(most).optional();

function tenantRules(toolNames: readonly string[]) {
  return {
    clients: z
      .array(guid)
      .min(1, "leave it out to allow every client that has the scope")
      .max(1_000)
      .optional()
      .describe("Client IDs (azp) of the clients that may call. If omitted: every client that has the scope."),
    tools: z
      .array(z.enum(toolNames))
      .min(1, "suspend the tenant to switch every tool off")
      .optional()
      .describe("The enabled tools. If omitted: all, including those of later versions."),
    assistants: z
      .array(z.enum(profiles))
      .min(1, "leave it out to allow every assistant, or suspend the tenant")
      .optional()
      .describe(
        "The assistants that people may sign in with at the connector; loopback: every program on their own machine. " +
          "If omitted: all of docs/clients.md.",
      ),
    roles: z
      .record(z.string().regex(/^\S{1,120}$/, "must be the value of an app role"), z.array(z.enum(toolNames)).min(1))
      .optional()
      .describe(
        "Tools by the values of the Server app's app roles. Who has none of these roles has no tools, who has " +
          "several has the tools of all. If omitted: everybody has all enabled tools.",
      ),
    deniedLabels: z
      .array(guid)
      .max(500)
      .optional()
      .describe(
        "IDs of the sensitivity labels whose documents and mails are refused, each sublabel by its own. While there " +
          "is any, what may have a label that can't be read is refused too, and hits have no previews. " +
          "If omitted: none.",
      ),
    retrieval: z
      .strictObject({
        searchesPerDay: z
          .int()
          .min(0)
          .max(1_000_000)
          .describe(
            "Searches that the tenant may have in 24 hours. 0 switches them off. Each is one that may be billed.",
          ),
      })
      .optional()
      .describe(
        "Searches by meaning through Microsoft's Copilot Retrieval API, which Microsoft may bill to the tenant. " +
          "If omitted: none.",
      ),
    guests: z.boolean().optional().describe("Whether guests from other tenants may call. If omitted: false."),
    agents: z
      .boolean()
      .optional()
      .describe("Whether agent identities that act on behalf of a user may call. If omitted: false."),
    admins: z
      .boolean()
      .optional()
      .describe(
        "Whether people with an admin role in Entra may call. With false, a token without the claim wids is refused, " +
          "too. If omitted: true.",
      ),
    limits: z
      .strictObject({
        callsPerUser: calls(10_000).describe("Calls that one user may have in flight. If omitted: MAX_CALLS_PER_USER."),
        callsPerTenant: calls(100_000).describe(
          "Calls that the tenant may have in flight. If omitted: MAX_CALLS_PER_TENANT.",
        ),
      })
      .optional(),
  };
}

/**
 * The tenants file (`TENANTS_FILE`): every tenant that may use the connector, and what it may do.
 * `docs/tenants.schema.json` is generated from this schema, so editors accept exactly what the gateway accepts.
 */
export function tenantsFileSchema(toolNames: readonly string[]) {
  const rules = tenantRules(toolNames);
  const tenant = z.strictObject({
    id: guid.refine((id) => id !== personalTenantId, personalTenantProblem).describe("The tenant ID in Entra."),
    suspended: words.optional().describe("If present, all users of this tenant are refused and shown this text."),
    ...rules,
  });
  return z
    .strictObject({
      defaults: z.strictObject(rules).optional().describe("Rules for every tenant that does not override them."),
      tenants: z.array(tenant).min(1).max(maxTenants).describe("Every tenant that may use the connector."),
    })
    .superRefine(({ tenants }, context) => {
      const seen = new Set<string>();
      for (const [index, { id }] of tenants.entries()) {
        if (seen.has(id))
          context.addIssue({ code: "custom", path: ["tenants", index, "id"], message: "is listed twice" });
        seen.add(id);
      }
    });
}

export type TenantsFile = z.output<ReturnType<typeof tenantsFileSchema>>;

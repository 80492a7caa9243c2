import type { RowSpec } from "../dashboard.ts";
import { gauge, perSecond } from "../promql.ts";
import { unit } from "../units.ts";

const callsWith = (outcomes: string, labels: readonly ("tool" | "outcome")[]) =>
  perSecond("toolCallSeconds", { by: labels, where: `outcome=~"${outcomes}"` });

/** Requests that are refused before they reach a tool. */
export const doorRow: RowSpec = {
  title: "At the door",
  panels: [
    {
      title: "Refused requests",
      description:
        "Requests refused by the gateway, by reason. missing_token is the first request of every client. Many with " +
        "signature, audience or issuer suggest an attack.",
      unit: unit.requestsPerSecond,
      width: 12,
      queries: [[perSecond("authRefusals", { by: ["reason"] }), "{{reason}}"]],
    },
    {
      title: "Challenges",
      description:
        "sign_in: a client without a token. invalid_token: sign in again. insufficient_claims: Conditional Access " +
        "requires more. insufficient_scope: the token lacks the scope.",
      unit: unit.requestsPerSecond,
      width: 12,
      queries: [[perSecond("challenges", { by: ["kind"] }), "{{kind}}"]],
    },
    {
      title: "Tenants in force",
      description:
        "Tenants of the tenants file in use, by state. Empty without TENANTS_FILE. An unexpected drop is a mistake " +
        "in the file.",
      unit: unit.count,
      width: 12,
      queries: [[gauge("tenants", { over: "max", by: ["state"] }), "{{state}}"]],
    },
    {
      title: "Broken tenants file",
      description: "1 while a gateway uses the last valid tenants file because the current one is invalid.",
      unit: unit.count,
      max: 1,
      width: 12,
      queries: [[gauge("tenantsFileBroken", { over: "max" }), "broken"]],
      alerts: ["TenantsFileBroken"],
    },
    {
      title: "Off-boarded tenants",
      description:
        "What followed when a tenant was removed from the tenants file or suspended. tenant: gateways that saw it, " +
        "and workers each time that they were told. call: calls that were ended. The others: what was forgotten.",
      unit: unit.perSecond,
      width: 24,
      queries: [[perSecond("offBoarded", { by: ["what"] }), "{{what}}"]],
    },
  ],
};

/** Calls that were admitted but are not allowed by Entra, Graph or the tenant's consent. */
export const permissionsRow: RowSpec = {
  title: "Permissions",
  panels: [
    {
      title: "Missing permissions by tool",
      description:
        "Calls that ended with permission_missing: an Entra admin of that tenant has not granted a permission, or " +
        "the tenants file does not enable the tool.",
      unit: unit.requestsPerSecond,
      queries: [[callsWith("permission_missing", ["tool"]), "{{tool}}"]],
    },
    {
      title: "Forbidden items by tool",
      description: "Calls for an item that the user may not see, or that a policy blocks.",
      unit: unit.requestsPerSecond,
      queries: [[callsWith("forbidden", ["tool"]), "{{tool}}"]],
    },
    {
      title: "Calls that need a new sign-in",
      description: "The session was revoked or has ended, or Conditional Access requires another step.",
      unit: unit.requestsPerSecond,
      queries: [[callsWith("sign_in_required|claims_challenge", ["outcome"]), "{{outcome}}"]],
    },
    {
      title: "Refused exchanges",
      description: "Why Entra refused to act on behalf of a user.",
      unit: unit.perSecond,
      width: 12,
      queries: [[perSecond("oboFailures", { by: ["class"] }), "{{class}}"]],
    },
    {
      title: "Audit lines that could not be written",
      description: "Must stay at zero. While it grows, calls are refused.",
      unit: unit.perSecond,
      width: 12,
      queries: [[perSecond("auditFailures"), "failures"]],
      alerts: ["AuditFailing"],
    },
    {
      title: "Gateways without their audit log",
      description: "Gateways that refuse every call because they can't write audit lines.",
      unit: unit.count,
      width: 24,
      queries: [[gauge("auditFailing", { over: "sum" }), "gateways"]],
      alerts: ["AuditFailing"],
    },
  ],
};

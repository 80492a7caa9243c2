import type { RowSpec } from "../dashboard.ts";
import { gauge, perSecond } from "../promql.ts";
import { unit } from "../units.ts";

const callsWith = (outcomes: string, labels: readonly ("tool" | "outcome")[]) =>
  perSecond("toolCallSeconds", { by: labels, where: `outcome=~"${outcomes}"` });

/** At the door: before any tool sees the request. */
export const doorRow: RowSpec = {
  title: "At the door",
  panels: [
    {
      title: "Refused requests",
      description:
        "Requests refused by the gateway, by reason. missing_token is every client's first request; signature, audience or issuer in numbers is somebody trying.",
      unit: unit.requestsPerSecond,
      width: 8,
      queries: [[perSecond("authRefusals", { by: ["reason"] }), "{{reason}}"]],
    },
    {
      title: "Challenges",
      description:
        "sign_in: a client without a token. invalid_token: sign in again. insufficient_claims: Conditional Access asks for more. insufficient_scope: the app lacks our scope.",
      unit: unit.requestsPerSecond,
      width: 8,
      queries: [[perSecond("challenges", { by: ["kind"] }), "{{kind}}"]],
    },
    {
      title: "OAuth shim",
      description:
        "Only with OAUTH_SHIM=on. refused in numbers: a client that the shim does not serve, or Entra refuses (the log has its AADSTS number). unavailable: Entra can't be asked, or too many ask at once.",
      unit: unit.requestsPerSecond,
      width: 8,
      queries: [[perSecond("oauthShimRequests", { by: ["endpoint", "outcome"] }), "{{endpoint}} {{outcome}}"]],
    },
    {
      title: "Tenants in force",
      description:
        "Tenants of the tenants file that the gateways go by, by state. Empty without TENANTS_FILE. A drop that nobody meant is a mistake in the file.",
      unit: unit.count,
      width: 12,
      queries: [[gauge("tenants", { over: "max", by: ["state"] }), "{{state}}"]],
    },
    {
      title: "Broken tenants file",
      description: "1 while a gateway goes by the last good tenants file because the present one is broken.",
      unit: unit.count,
      max: 1,
      width: 12,
      queries: [[gauge("tenantsFileBroken", { over: "max" }), "broken"]],
      alerts: ["TenantsFileBroken"],
    },
  ],
};

/** Let in, but not allowed by Entra, Graph or the tenant's consent. */
export const permissionsRow: RowSpec = {
  title: "Permissions",
  panels: [
    {
      title: "Missing permissions by tool",
      description:
        "Calls that ended permission_missing. An Entra admin of that tenant has something to grant, or the tenants file does not enable the tool.",
      unit: unit.requestsPerSecond,
      queries: [[callsWith("permission_missing", ["tool"]), "{{tool}}"]],
    },
    {
      title: "Forbidden items by tool",
      description: "Calls for something that the user may not see, or that a policy blocks.",
      unit: unit.requestsPerSecond,
      queries: [[callsWith("forbidden", ["tool"]), "{{tool}}"]],
    },
    {
      title: "Calls that need a new sign-in",
      description: "The session was revoked or has ended, or Conditional Access asks for another step.",
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
      description: "Must stay at zero: while it grows, calls are refused.",
      unit: unit.perSecond,
      width: 12,
      queries: [[perSecond("auditFailures"), "failures"]],
      alerts: ["AuditFailing"],
    },
    {
      title: "Gateways without their audit log",
      description: "Gateways that refuse every call because they can't write audit lines, whether calls come or not.",
      unit: unit.count,
      width: 24,
      queries: [[gauge("auditFailing", { over: "sum" }), "gateways"]],
      alerts: ["AuditFailing"],
    },
  ],
};

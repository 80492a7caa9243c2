import { counter, gauge, histogram, type MetricsOf, type MetricTable, sharedMetrics } from "#common/metrics.ts";

export const gatewayMetrics = {
  ...sharedMetrics,
  toolCallSeconds: histogram("m365_tool_call_seconds", "Time from a tools/call to its answer", ["tool", "outcome"]),
  toolCallsInFlight: gauge("m365_tool_calls_in_flight", "Tool calls that wait for an answer", ["tool"]),
  shed: counter(
    "m365_shed_total",
    "Tool calls refused before they were queued, and requests refused for a limit of their user",
    ["reason"],
  ),
  authRefusals: counter(
    "m365_auth_refusals_total",
    "Requests refused by authentication, by the tenant policy, or for their Host, Origin or form",
    ["reason"],
  ),
  challenges: counter("m365_challenges_total", "Challenges sent to clients", ["kind"]),
  signIns: counter(
    "m365_sign_ins_total",
    "Sign-ins at the connector (SIGN_IN_CLIENT_ID) by event: registered, started, approved, cancelled, returned, " +
      "signed_in, refreshed, refused, failed_at_entra, token_refused; the last three with a reason",
    ["event", "reason"],
  ),
  auditFailures: counter(
    "m365_audit_failures_total",
    "Audit lines that could not be written in time; calls are refused until they can",
    [],
  ),
  auditFailing: gauge("m365_audit_failing", "1 while the audit log can't be written and calls are refused for it", []),
  tenants: gauge("m365_tenants", "Tenants in the tenants file in use, by state", ["state"]),
  tenantsFileBroken: gauge(
    "m365_tenants_file_broken",
    "1 while the tenants file is broken and its last valid version is in use",
    [],
  ),
} as const satisfies MetricTable;

export type GatewayMetrics = MetricsOf<typeof gatewayMetrics>;

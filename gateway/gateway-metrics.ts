import { type MetricsOf, type MetricTable, secondsBuckets, sharedMetrics } from "#common/metrics.ts";

export const gatewayMetrics = {
  ...sharedMetrics,
  toolCallSeconds: {
    type: "histogram",
    name: "m365_tool_call_seconds",
    help: "Time from a tools/call to its answer",
    labels: ["tool", "outcome"],
    buckets: secondsBuckets,
  },
  toolCallsInFlight: {
    type: "gauge",
    name: "m365_tool_calls_in_flight",
    help: "Tool calls that wait for an answer",
    labels: ["tool"],
  },
  shed: {
    type: "counter",
    name: "m365_shed_total",
    help: "Tool calls refused before they were queued, and requests refused for a limit of their user",
    labels: ["reason"],
  },
  authRefusals: {
    type: "counter",
    name: "m365_auth_refusals_total",
    help: "Requests refused by authentication, by the tenant policy, or for their Host, Origin or form",
    labels: ["reason"],
  },
  challenges: {
    type: "counter",
    name: "m365_challenges_total",
    help: "Challenges sent to clients",
    labels: ["kind"],
  },
  signIns: {
    type: "counter",
    name: "m365_sign_ins_total",
    help:
      "Sign-ins at the connector (SIGN_IN_CLIENT_ID) by event: registered, started, approved, cancelled, returned, " +
      "signed_in, refreshed, refused, failed_at_entra, token_refused; the last three with a reason",
    labels: ["event", "reason"],
  },
  auditFailures: {
    type: "counter",
    name: "m365_audit_failures_total",
    help: "Audit lines that could not be written in time; calls are refused until they can",
    labels: [],
  },
  auditFailing: {
    type: "gauge",
    name: "m365_audit_failing",
    help: "1 while the audit log can't be written and calls are refused for it",
    labels: [],
  },
  tenants: {
    type: "gauge",
    name: "m365_tenants",
    help: "Tenants in the tenants file in use, by state",
    labels: ["state"],
  },
  tenantsFileBroken: {
    type: "gauge",
    name: "m365_tenants_file_broken",
    help: "1 while the tenants file is broken and its last valid version is in use",
    labels: [],
  },
} as const satisfies MetricTable;

export type GatewayMetrics = MetricsOf<typeof gatewayMetrics>;

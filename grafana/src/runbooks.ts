import { panelId } from "./panel-id.ts";

export const runbooksUid = "m365-runbooks";

/**
 * Every alert, by topic. Each has a page in docs/runbooks, which a panel shows, so that its link is a path within
 * Grafana and works at any address. A new alert goes to the end of a row.
 */
export const alertsByRow = {
  "Service objectives": ["AvailabilityBudgetBurn", "LatencyBudgetBurn", "ThrottlingBudgetBurn", "NoCallSucceeds"],
  Trust: ["FramesRejected", "AuditFailing", "TenantsFileBroken", "EntraWrongIdentity"],
  Work: [
    "GatewayMissing",
    "WorkloadUnserved",
    "QueueWaitLong",
    "JobsStalled",
    "RedisFilling",
    "CallsShed",
    "EventLoopLag",
    "NoProcessReady",
    "ProcessNotReady",
    "CallGivenUp",
    "ProcessUnreachable",
    "ProcessRestarts",
  ],
  Microsoft: [
    "BreakerOpen",
    "GraphThrottling",
    "EntraRefusesConnector",
    "CertificateExpires",
    "FederatedTokenStale",
    "SignInsFail",
  ],
} as const;

export type Alert = (typeof alertsByRow)[keyof typeof alertsByRow][number];

const panels = new Map(
  Object.values(alertsByRow).flatMap((alerts, row) => alerts.map((alert, place) => [alert, panelId(row, place)])),
);

/** Path in Grafana of an alert's runbook. */
export function runbookUrl(alert: Alert): string {
  return `/d/${runbooksUid}?viewPanel=${panels.get(alert)}`;
}

/** File name of an alert's page in docs/runbooks: `FramesRejected` → `frames-rejected.md`. */
export function runbookPage(alert: Alert): string {
  return `${alert.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.md`;
}

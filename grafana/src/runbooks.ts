import { panelId } from "./panel-id.ts";

export const runbooksUid = "m365-runbooks";

/**
 * Every alert by what it is about. Each has a page in docs/runbooks, which a panel shows: so its link is a path in
 * Grafana, and works wherever that is. A new alert goes to the end of a row.
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
  ],
  Microsoft: ["BreakerOpen", "GraphThrottling", "EntraRefusesConnector", "CertificateExpires", "FederatedTokenStale"],
} as const;

export type Alert = (typeof alertsByRow)[keyof typeof alertsByRow][number];

const panels = new Map(
  Object.values(alertsByRow).flatMap((alerts, row) => alerts.map((alert, place) => [alert, panelId(row, place)])),
);

/** Where Grafana shows an alert's runbook. */
export function runbookUrl(alert: Alert): string {
  return `/d/${runbooksUid}?viewPanel=${panels.get(alert)}`;
}

/** The name of its page in docs/runbooks: `FramesRejected` → `frames-rejected.md` */
export function runbookPage(alert: Alert): string {
  return `${alert.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.md`;
}

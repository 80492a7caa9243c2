import { parse, stringify } from "yaml";

/** The rules of grafana/alerts.yml as the Prometheus Operator takes them. */
export function prometheusRule(alerts: string): string {
  const object = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name: "connector" },
    spec: parse(alerts),
  };
  return (
    "# Written out of grafana/alerts.yml by npm run " +
    `docs.\n${stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 })}`
  );
}

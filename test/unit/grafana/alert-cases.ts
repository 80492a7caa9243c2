import { parse } from "yaml";
import { z } from "zod";
import { readRules } from "./alert-rules.ts";
import { type Matcher, readPromql } from "./read-promql.ts";

const labels = z.record(z.string(), z.string());
const testFile = z.looseObject({
  tests: z.array(
    z.looseObject({
      input_series: z.array(z.looseObject({ series: z.string() })),
      promql_expr_test: z
        .array(z.looseObject({ expr: z.string(), exp_samples: z.array(z.looseObject({ labels: z.string() })) }))
        .default([]),
      alert_rule_test: z
        .array(z.looseObject({ alertname: z.string(), exp_alerts: z.array(z.looseObject({ exp_labels: labels })) }))
        .default([]),
    }),
  ),
});

type Labels = z.output<typeof labels>;

/** What a test demands at one moment. */
interface AlertCase {
  /** Metrics that have data in it: silence about others says nothing. */
  metrics: ReadonlySet<string>;
  /** Whether an alert with these labels would be among `firing`. */
  isAskedFor(alert: Labels): boolean;
  firing: readonly Labels[];
}

const { recorded, alerts } = readRules();

/** The metrics that an expression reads, through the recorded series in it. */
function metricsOf(expression: string): string[] {
  return [...readPromql(expression).metrics].flatMap((name) => {
    const rule = recorded.find(({ record }) => record === name);
    return rule === undefined ? [name] : metricsOf(rule.expr);
  });
}

function accepts({ operator, value }: Matcher, actual: string): boolean {
  const isEqual = operator.endsWith("~") ? new RegExp(`^(?:${value})$`).test(actual) : value === actual;
  return operator.startsWith("!") ? !isEqual : isEqual;
}

const fixedLabels = (matchers: readonly Matcher[]): Labels =>
  Object.fromEntries(matchers.filter(({ operator }) => operator === "=").map(({ label, value }) => [label, value]));

function readCases(text: string): AlertCase[] {
  return testFile.parse(parse(text)).tests.flatMap((found) => {
    const metrics = new Set(found.input_series.flatMap(({ series }) => [...readPromql(series).metrics]));
    const byQuery = found.promql_expr_test.map(({ expr, exp_samples }): AlertCase => {
      const matchers = readPromql(expr).matchers.filter(({ metric }) => metric === "ALERTS");
      // An aggregation drops labels that the query itself fixes.
      const firing = exp_samples.map((sample) => ({
        ...fixedLabels(matchers),
        ...fixedLabels(readPromql(sample.labels).matchers),
      }));
      const isAskedFor = (alert: Labels) =>
        matchers.length > 0 && matchers.every((matcher) => accepts(matcher, alert[matcher.label] ?? ""));
      return { metrics, isAskedFor, firing };
    });
    const byName = found.alert_rule_test.map(({ alertname, exp_alerts }): AlertCase => {
      const firing = exp_alerts.map(({ exp_labels }) => ({ alertname, alertstate: "firing", ...exp_labels }));
      return { metrics, isAskedFor: (alert) => alert.alertname === alertname, firing };
    });
    return [...byQuery, ...byName];
  });
}

/** The alerts that never fire, or never stay silent, in promtool's tests: by name, severity, window and cause. */
export function untestedAlerts(text: string): string[] {
  const cases = readCases(text);
  return alerts.flatMap((rule) => {
    const { severity, window, cause } = rule.labels;
    const own = { severity, ...(window && { window }), ...(cause && { cause }) };
    const alert: Labels = { alertname: rule.alert, alertstate: "firing", ...own };
    const isThis = (found: Labels) =>
      ["alertname", "alertstate", "severity", "window", "cause"].every((label) => found[label] === alert[label]);
    const asked = cases.filter((found) => found.isAskedFor(alert));
    const watched = metricsOf(rule.expr);
    const silent = asked.filter(
      ({ firing, metrics }) =>
        !firing.some(isThis) &&
        firing.every((found) => found.alertname !== undefined && found.severity !== undefined) &&
        watched.every((name) => metrics.has(name)),
    );
    const name = [rule.alert, ...Object.values(rule.labels)].join(" ");
    return [
      ...(asked.some(({ firing }) => firing.some(isThis)) ? [] : [`${name} never fires`]),
      ...(silent.length > 0 ? [] : [`${name} is never silent`]),
    ];
  });
}

import { parser } from "@prometheus-io/lezer-promql";

export interface Matcher {
  metric: string;
  label: string;
  /** What stands in quotes: a value, or with `=~` and `!~` each alternative of a plain `a|b`. */
  values: readonly string[];
}

export interface PromqlFacts {
  metrics: ReadonlySet<string>;
  matchers: readonly Matcher[];
  groupingLabels: ReadonlySet<string>;
}

/** Grafana's own variables are not PromQL. */
const withoutVariables = (text: string) => text.replaceAll("$__rate_interval", "5m");

/** What an expression names. Throws when it is not PromQL. */
export function readPromql(expression: string): PromqlFacts {
  const text = withoutVariables(expression);
  const metrics = new Set<string>();
  const matchers: Matcher[] = [];
  const groupingLabels = new Set<string>();
  let metric = "";
  let label = "";
  parser.parse(text).iterate({
    enter({ name, from, to, node }) {
      const word = text.slice(from, to);
      if (node.type.isError) throw new Error(`not PromQL at "${text.slice(from)}": ${expression}`);
      if (name === "Identifier" && node.parent?.name === "VectorSelector") metric = word;
      if (name === "VectorSelector") metrics.add(/^[\w:]+/.exec(word)?.[0] ?? word);
      if (name === "LabelName" && node.parent?.name === "GroupingLabels") groupingLabels.add(word);
      else if (name === "LabelName") label = word;
      if (name === "StringLiteral") matchers.push({ metric, label, values: word.slice(1, -1).split("|") });
    },
  });
  return { metrics, matchers, groupingLabels };
}

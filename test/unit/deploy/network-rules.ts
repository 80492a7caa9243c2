import { z } from "zod";
import type { KubernetesObject } from "./kubernetes-objects.ts";

/** Closed, and with everything that Kubernetes takes for "all" when it is missing. */
const selector = z.strictObject({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(z.strictObject({ key: z.string(), operator: z.literal("In"), values: z.array(z.string()).min(1) }))
    .default([]),
});
const peer = z.union([
  z.strictObject({ namespaceSelector: selector, podSelector: selector.optional() }),
  z.strictObject({ podSelector: selector }),
  z.strictObject({ ipBlock: z.strictObject({ cidr: z.string(), except: z.array(z.string()) }) }),
]);
const peers = z.array(peer).min(1);
const ports = z.array(z.strictObject({ port: z.number(), protocol: z.enum(["TCP", "UDP"]) })).min(1);
const policy = z.strictObject({
  podSelector: selector,
  policyTypes: z.array(z.enum(["Ingress", "Egress"])),
  ingress: z.array(z.strictObject({ from: peers, ports })).default([]),
  egress: z.array(z.strictObject({ to: peers, ports })).default([]),
});

function labelled({ matchLabels, matchExpressions }: z.output<typeof selector>): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  return [...labels, ...matchExpressions.map(({ key, values }) => `${key}=${values.join("|")}`)].join(",") || "all";
}

function named(found: z.output<typeof peer>): string {
  if ("ipBlock" in found) return found.ipBlock.cidr;
  if (!("namespaceSelector" in found)) return labelled(found.podSelector);
  const pods = found.podSelector === undefined ? "all" : labelled(found.podSelector);
  return `${pods} in ${labelled(found.namespaceSelector)}`;
}

/**
 * What the NetworkPolicies let through, a line for each rule: `policy: pods <- or -> peers: ports`, where `all` is a
 * selector that leaves nobody out. A policy without rules is `policy: pods denied` and the directions.
 */
export function networkRules(objects: readonly KubernetesObject[]): string[] {
  return objects
    .filter(({ kind }) => kind === "NetworkPolicy")
    .flatMap(({ metadata, spec }) => {
      const { podSelector, policyTypes, ingress, egress } = policy.parse(spec);
      const rules = [
        ...ingress.map(({ from, ports: at }) => ({ arrow: "<-", others: from, at })),
        ...egress.map(({ to, ports: at }) => ({ arrow: "->", others: to, at })),
      ];
      const pods = `${metadata.name}: ${labelled(podSelector)}`;
      if (rules.length === 0) return [`${pods} denied ${policyTypes.join(" ")}`];
      return rules.map(({ arrow, others, at }) => {
        const numbers = at.map(({ port, protocol }) => `${port}/${protocol}`);
        return `${pods} ${arrow} ${others.map(named).join(", ")}: ${numbers.join(" ")}`;
      });
    })
    .toSorted();
}

import { literalComplaints } from "#test/support/literal-complaints.ts";
import type { KubernetesObject } from "./kubernetes-objects.ts";

/** The module with the type and the validator of a kind, both generated from the Go sources or the CRD. */
function moduleOf({ apiVersion, kind }: KubernetesObject): string {
  if (apiVersion.startsWith("keda.sh/")) return `@kubernetes-models/keda/${apiVersion}/${kind}`;
  if (apiVersion.startsWith("monitoring.coreos.com/"))
    return `@kubernetes-models/prometheus-operator/${apiVersion}/${kind}`;
  return `kubernetes-models/${apiVersion}/${kind}`;
}

/** The validators accept keys that no schema knows (`replcas`). TypeScript does not. */
function unknownKeys(objects: readonly KubernetesObject[]): string[] {
  return literalComplaints(
    objects.map((object) => ({
      name: `${object.kind}-${object.metadata.name}`,
      shape: `import type { I${object.kind} as Shape } from "${moduleOf(object)}";`,
      value: object,
    })),
  );
}

async function wrongValues(object: KubernetesObject): Promise<string[]> {
  const models = await import(moduleOf(object));
  try {
    new models[object.kind](object).validate();
    return [];
  } catch (error) {
    return [`${object.kind} ${object.metadata.name}: ${String(error)}`];
  }
}

/** What Kubernetes, KEDA or the Prometheus Operator would refuse, and keys that they would silently ignore. */
export async function kubernetesComplaints(objects: readonly KubernetesObject[]): Promise<string[]> {
  return [...unknownKeys(objects), ...(await Promise.all(objects.map(wrongValues))).flat()];
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./compose-file.ts";
import type { KubernetesObject } from "./kubernetes-objects.ts";

/** The module with the type and the validator of a kind, both generated from the Go sources or the CRD. */
function moduleOf({ apiVersion, kind }: KubernetesObject): string {
  if (apiVersion.startsWith("keda.sh/")) return `@kubernetes-models/keda/${apiVersion}/${kind}`;
  if (apiVersion.startsWith("monitoring.coreos.com/"))
    return `@kubernetes-models/prometheus-operator/${apiVersion}/${kind}`;
  return `kubernetes-models/${apiVersion}/${kind}`;
}

const compilerOptions = { strict: true, noEmit: true, skipLibCheck: true, module: "nodenext", types: [] };

/**
 * The validators accept keys that no schema knows (`replcas`). TypeScript does not: each object becomes a literal of its
 * kind's type.
 */
function unknownKeys(objects: readonly KubernetesObject[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "m365-kubernetes-"));
  try {
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    for (const [index, object] of objects.entries()) {
      const { kind, metadata } = object;
      const source = `import type { I${kind} } from "${moduleOf(object)}";\nexport const object: I${kind} = ${JSON.stringify(object, null, 1)};\n`;
      writeFileSync(join(folder, `${index}-${kind}-${metadata.name}.ts`), source);
    }
    const { status, stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
    return status === 0 ? [] : stdout.trim().split(/\n(?=\S)/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

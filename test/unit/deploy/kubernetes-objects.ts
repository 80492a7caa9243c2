import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import { root } from "#test/bootstrap/paths.mjs";

/** An object of Kubernetes, read leniently: strictness is `kubernetesComplaints`' job. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has a shape of its own, which the strict check knows
  spec: any;
  data?: Record<string, string>;
  automountServiceAccountToken?: boolean;
}

const folder = join(root, "deploy/kubernetes");

function parseObjects(text: string): KubernetesObject[] {
  return parseAllDocuments(text, { merge: true }).map((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    return document.toJS() as KubernetesObject;
  });
}

/** Every object in the files of deploy/kubernetes, as written: before any kustomization changes it. */
export function writtenObjects(): KubernetesObject[] {
  const files = globSync("**/*.yaml", { cwd: folder }).filter((path) => basename(path) !== "kustomization.yaml");
  return files.toSorted().flatMap((path) => parseObjects(readFileSync(join(folder, path), "utf8")));
}

/** A kustomization's path, from deploy/kubernetes → what `kubectl apply -k` would send. Unknown fields of it fail. */
export function builtObjects(path: string): KubernetesObject[] {
  const { status, stdout, stderr } = spawnSync("kustomize", ["build", resolve(folder, path)], { encoding: "utf8" });
  if (status !== 0) throw new Error(`kustomize build ${path}: ${stderr}`);
  return parseObjects(stdout);
}

/** What a reader gets who keeps these files beside a checkout, the folder `m365-connector`. */
export function builtBeside(files: Readonly<Record<string, string>>): KubernetesObject[] {
  const home = mkdtempSync(join(tmpdir(), "kustomization-"));
  try {
    cpSync(join(root, "deploy"), join(home, "m365-connector/deploy"), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
    return builtObjects(home);
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** Why overlays can't be built here; `undefined` when they can. */
export function missingKustomize(): string | undefined {
  return spawnSync("kustomize", ["version"]).status === 0
    ? undefined
    : "kustomize is not on PATH (Debian: apt-get install kustomize), so deploy/kubernetes is checked as written, " +
        "not as built";
}

export const ofKind = (objects: readonly KubernetesObject[], kind: string) =>
  objects.filter((found) => found.kind === kind);
export const deployments = (objects: readonly KubernetesObject[]) => ofKind(objects, "Deployment");
export const component = ({ spec }: KubernetesObject): "gateway" | "workers" | "redis" =>
  spec.template.metadata.labels["app.kubernetes.io/component"];
/** The Deployments of the connector's own processes. */
export const processesOf = (objects: readonly KubernetesObject[]) =>
  deployments(objects).filter((found) => component(found) !== "redis");
export const container = ({ spec }: KubernetesObject) => spec.template.spec.containers[0];

/** What the environment of a Deployment's process holds, out of its config maps and its own list. */
export function environmentOf(
  deployment: KubernetesObject,
  objects: readonly KubernetesObject[],
): Record<string, string> {
  const { envFrom, env = [] } = container(deployment);
  const maps = envFrom.map(({ configMapRef }: { configMapRef: { name: string } }) =>
    objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === configMapRef.name),
  );
  const own = env.map(({ name, value }: { name: string; value: string }) => [name, value]);
  return Object.assign({}, ...maps.map((map: KubernetesObject | undefined) => map?.data), Object.fromEntries(own));
}

import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { redisTarget } from "#common/queue/redis-settings.ts";
import { readSettings } from "#common/settings.ts";
import { gatewaySettings } from "#gateway/config.ts";
import { fileText } from "#test/support/file-text.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { workerSettings } from "#workers/config.ts";
import { kubernetesComplaints } from "./kubernetes-complaints.ts";
import {
  builtBeside,
  component,
  container,
  deployments,
  environmentOf,
  type KubernetesObject,
  missingKustomize,
  ofKind,
  processesOf,
} from "./kubernetes-objects.ts";

const page = ["kubernetes", "redis"].map((name) => fileText(`docs/deploy/${name}.md`)).join("\n");
const shownAsIs = (name: string) => page.split(`<!-- ${name}:begin -->\n\`\`\`yaml\n`)[1]?.split("```")[0] ?? "";

const digest = "5".repeat(64);
const id = "00000000-0000-4000-8000-000000000000";
/** With a reader's values in place of the words in capitals. */
const shown = (name: string) =>
  shownAsIs(name)
    .replaceAll(/(?:SERVER-APP|TENANT)-ID/g, id)
    .replace("CLIENT-APP-ID", id.replaceAll("0", "1"))
    .replace("HOST", "mcp.your-company.example")
    .replace("IMAGE-DIGEST", digest)
    .replace("REGISTRY", "registry.your-company.example");

describe("the kustomization of docs/deploy", skipWhen(missingKustomize()), () => {
  test("fills in what an overlay leaves open, wherever it stands", () => {
    const built = builtBeside({ "kustomization.yaml": shown("kustomization") });
    for (const deployment of processesOf(built)) {
      expect(container(deployment).image).toBe(`registry.your-company.example/m365-connector@sha256:${digest}`);
      expect(environmentOf(deployment, built)).toMatchObject({ AZURE_CLIENT_ID: id });
    }
    const [workers] = ofKind(built, "ServiceAccount").filter(({ metadata }) => metadata.name === "workers");
    expect(workers?.metadata.annotations).toEqual({ "azure.workload.identity/client-id": id });
  });

  test("does not start a process with a word that was left", () => {
    const built = builtBeside({ "kustomization.yaml": shownAsIs("kustomization") });
    const [gateway] = deployments(built).filter((found) => component(found) === "gateway");
    if (gateway === undefined) throw new Error("no gateway was built");
    const read = readSettings(gatewaySettings, { ...environmentOf(gateway, built), REDIS_URL_FILE: "" });
    const problems = "problems" in read ? read.problems.join("\n") : "";
    for (const name of ["AZURE_CLIENT_ID", "SIGN_IN_CLIENT_ID", "ALLOWED_TENANTS"])
      expect(problems).toMatch(new RegExp(`^${name}: .*must be a GUID$`, "m"));
  });

  test("is one gateway and one worker for all workloads with components/small", async () => {
    const whole = {
      ...parse(shown("kustomization")),
      components: ["m365-connector/deploy/kubernetes/components/small"],
    };
    const built = builtBeside({ "kustomization.yaml": JSON.stringify(whole) });
    const processes = processesOf(built);
    expect(processes.map(({ metadata }) => metadata.name)).toEqual(["gateway", "workers-search"]);
    const environments = processes.map((found) => environmentOf(found, built));
    expect(environments[1]).toMatchObject({ WORKER_WORKLOADS: "" });
    const least = [...ofKind(built, "HorizontalPodAutoscaler"), ...ofKind(built, "ScaledObject")].map(
      ({ spec }) => spec.minReplicas ?? spec.minReplicaCount,
    );
    expect(least).toEqual([1, 1]);
    const cores = deployments(built).map((found) => Number.parseInt(container(found).resources.requests.cpu, 10));
    expect(cores.reduce((sum, milli) => sum + milli)).toBe(1_250);
    expect(await kubernetesComplaints(built)).toEqual([]);
  });

  describe("with what it says of a Redis elsewhere", () => {
    let built: KubernetesObject[];

    beforeAll(() => {
      const whole = parse(shown("kustomization"));
      const more: Record<string, unknown[]> = parse(shown("kustomization-without-redis"));
      for (const [key, entries] of Object.entries(more)) whole[key] = [...(whole[key] ?? []), ...entries];
      const policy = shown("redis-elsewhere");
      built = builtBeside({ "kustomization.yaml": JSON.stringify(whole), "redis-elsewhere.yaml": policy });
    });

    test("has nothing left of ours, and a way to theirs", async () => {
      const named = built.map(({ kind, metadata }) => `${kind} ${metadata.name}`).filter((name) => /redis/.test(name));
      expect(named).toEqual(["NetworkPolicy processes-to-redis-elsewhere"]);
      expect(new Set(deployments(built).map(component))).toEqual(new Set(["gateway", "workers"]));
      expect(await kubernetesComplaints(built)).toEqual([]);
    });

    test("gives every process settings with which it starts, and a user of its own", () => {
      const processes = deployments(built);
      expect(processes.length).toBeGreaterThan(2);
      for (const deployment of processes) {
        const name = component(deployment);
        const environment = environmentOf(deployment, built);
        // What the mounted Secrets and the webhook of workload identity bring.
        const mounted = Object.entries(environment).flatMap(([key, path]) =>
          key.endsWith("_FILE") && path !== "" ? [key] : [],
        );
        expect(mounted.toSorted()).toEqual(
          [
            ...(name === "gateway" ? ["AUDIT_KEY_FILE", "SIGN_IN_KEYS_FILE"] : []),
            "REDIS_PASSWORD_FILE",
            "SEALING_KEYS_FILE",
          ].toSorted(),
        );
        const brought = {
          ...Object.fromEntries(mounted.map((key) => [key, ""])),
          AUDIT_KEY: "0123456789abcdef",
          REDIS_PASSWORD: "password",
          SIGN_IN_KEYS: `s:${"B".repeat(43)}=`,
          SEALING_KEYS: `k:${"A".repeat(43)}=`,
          AZURE_FEDERATED_TOKEN_FILE: "/token",
        };
        const schema = name === "gateway" ? gatewaySettings : workerSettings;
        const read = readSettings(schema, { ...environment, ...brought });
        if ("problems" in read) throw new Error(read.problems.join("; "));
        expect(redisTarget(read.settings)).toMatchObject({
          kind: "sentinel",
          login: { username: name, password: "password" },
        });
      }
    });
  });
});

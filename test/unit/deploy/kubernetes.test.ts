import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { workloads } from "#common/workload.ts";
import { fileText } from "#test/support/file-text.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { listSettings } from "#test/support/settings-list.ts";
import { readRules } from "#test/unit/grafana/alert-rules.ts";
import { promqlComplaints } from "#test/unit/grafana/promql-complaints.ts";
import { readComposeFile } from "./compose-file.ts";
import { kubernetesComplaints } from "./kubernetes-complaints.ts";
import {
  builtBeside,
  builtObjects,
  component,
  container,
  deployments,
  environmentOf,
  type KubernetesObject,
  missingKustomize,
  ofKind,
  processesOf,
  writtenObjects,
} from "./kubernetes-objects.ts";

const missing = missingKustomize();
const compose = readComposeFile().services;
const written = writtenObjects();
const secret = missing === undefined ? builtObjects("overlays/secret") : [];
const aks = missing === undefined ? builtObjects("overlays/aks") : [];

const megabytes = (quantity: string) => Number.parseInt(quantity, 10) * (/Gi?$/i.test(quantity) ? 1024 : 1);
const seconds = (duration: string | undefined) => Number.parseInt(duration ?? "", 10);

describe("deploy/kubernetes as written", () => {
  test("has no key and no value that Kubernetes, KEDA or the Prometheus Operator does not know", async () => {
    expect(written.length).toBeGreaterThan(15);
    expect(await kubernetesComplaints(written)).toEqual([]);
  });

  test("holds its pods to the restricted Pod Security Standard, and gives no token of Kubernetes", () => {
    expect(ofKind(written, "Namespace")[0]?.metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
    for (const deployment of deployments(written)) {
      const { name } = deployment.metadata;
      const pod = deployment.spec.template.spec;
      expect(pod.automountServiceAccountToken, name).toBe(false);
      expect(pod.securityContext, name).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
      });
      for (const key of ["hostNetwork", "hostPID", "hostIPC", "initContainers"])
        expect(pod, name).not.toHaveProperty(key);
      expect(pod.containers.length, name).toBe(1);
      expect(container(deployment).securityContext, name).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      const kinds = pod.volumes.flatMap((volume: object) => Object.keys(volume).filter((key) => key !== "name"));
      for (const kind of kinds) expect(["secret", "configMap", "emptyDir"], name).toContain(kind);
    }
  });

  test("limits memory as docker-compose.yml does, and asks for what is limited or less", () => {
    for (const deployment of deployments(written)) {
      const { requests, limits } = container(deployment).resources;
      const { memory } = compose[component(deployment)].deploy.resources.limits;
      expect(megabytes(limits.memory)).toBe(megabytes(memory));
      expect(megabytes(requests.memory)).toBeLessThanOrEqual(megabytes(limits.memory));
      expect(requests.cpu).toBeDefined();
    }
  });

  test("gives processes the time to drain that they need, and proxies the time to notice a stopping gateway", () => {
    for (const deployment of processesOf(written)) {
      const { terminationGracePeriodSeconds: grace } = deployment.spec.template.spec;
      const sleep = container(deployment).lifecycle?.preStop.sleep.seconds ?? 0;
      const name = component(deployment);
      expect(grace - sleep, name).toBeGreaterThanOrEqual(seconds(compose[name].stop_grace_period));
      expect(sleep > 0, name).toBe(name === "gateway");
    }
  });

  test("lets a new process get warm before the next one is replaced", () => {
    for (const { spec } of processesOf(written)) {
      expect(spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
      expect(spec.minReadySeconds).toBeGreaterThanOrEqual(15);
    }
  });

  test("asks each process whether it lives and whether it is ready, on the ops port", () => {
    for (const deployment of processesOf(written)) {
      const { ports, startupProbe, livenessProbe, readinessProbe } = container(deployment);
      expect(ports).toContainEqual({ name: "ops", containerPort: 9464 });
      expect(startupProbe.httpGet).toEqual({ path: "/healthz", port: "ops" });
      expect(livenessProbe.httpGet).toEqual({ path: "/healthz", port: "ops" });
      expect(readinessProbe.httpGet).toEqual({ path: "/readyz", port: "ops" });
    }
  });

  test("starts each process so that it can write no core file, nor a collector have one", () => {
    for (const deployment of processesOf(written)) {
      const [shell, ...args] = container(deployment).command;
      const shown = args.map((arg: string) => arg.replace(/\bnode .*/, "cat /proc/self/limits"));
      expect(execFileSync(shell, shown, { encoding: "utf8" })).toMatch(/^Max core file size +1 +1 /m);
    }
  });

  test("mounts Secrets that docs/deploy/kubernetes.md says how to make", () => {
    const page = fileText("docs/deploy/kubernetes.md");
    for (const { spec } of deployments(written))
      for (const { secret } of spec.template.spec.volumes.filter((volume: object) => "secret" in volume))
        expect(page).toContain(`create secret generic ${secret.secretName} `);
  });

  test("runs the Redis of docker-compose.yml", () => {
    const redis = deployments(written).find((found) => component(found) === "redis");
    expect(redis && container(redis)).toMatchObject({ image: compose.redis.image });
  });
});

describe.for([
  ["overlays/secret", secret],
  ["overlays/aks", aks],
] as const)("deploy/kubernetes/%s as built", skipWhen(missing), ([, objects]) => {
  test("has no key and no value that is unknown, and all of it in one namespace", async () => {
    expect(await kubernetesComplaints(objects)).toEqual([]);
    for (const { kind, metadata } of objects)
      if (kind !== "Namespace") expect(metadata.namespace, metadata.name).toBe("m365-connector");
  });

  test("runs an image by its digest, which each node gets alike", () => {
    for (const deployment of processesOf(objects))
      expect(container(deployment).image).toMatch(/^registry\.example\.com\/m365-connector@sha256:0{64}$/);
  });

  test("sets only settings that the process reads, asks for the required ones, and has no secret", () => {
    const settings = listSettings();
    for (const deployment of processesOf(objects)) {
      const process = component(deployment);
      const environment = environmentOf(deployment, objects);
      const names = Object.keys(environment).map((name) => name.replace(/_FILE$/, ""));
      for (const name of names) expect(settings.map((setting) => setting.name)).toContain(name);
      const required = settings.filter(({ by, isRequired }) => isRequired && by.some((name) => name === process));
      for (const { name } of required) expect(names, deployment.metadata.name).toContain(name);
      for (const { name } of settings.filter(({ isSecret }) => isSecret)) expect(environment).not.toHaveProperty(name);
      const mounted = container(deployment).volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath);
      for (const [name, path] of Object.entries(environment))
        if (name.endsWith("_FILE")) expect(mounted).toContain(path.slice(0, path.lastIndexOf("/")));
      expect(environment).toMatchObject({ OPS_HOST: "0.0.0.0", OPS_PORT: "9464", REDIS_STRICT: "on" });
    }
    expect(ofKind(objects, "Secret")).toEqual([]);
  });

  test("serves each workload by workers of its own", () => {
    const served = deployments(objects)
      .filter((found) => component(found) === "workers")
      .map((found) => [found.metadata.name, environmentOf(found, objects).WORKER_WORKLOADS]);
    expect(served.toSorted()).toEqual(workloads.map((name) => [`workers-${name}`, name]).toSorted());
  });

  test("scales each by the pressure on its own queue, and the gateways by CPU", () => {
    const recorded = new Set(readRules().recorded.map(({ record }) => record));
    const scaled = ofKind(objects, "ScaledObject").map(({ spec }) => {
      const { query, ignoreNullValues } = spec.triggers[0].metadata;
      expect(promqlComplaints(query, recorded)).toEqual([]);
      expect(ignoreNullValues).toBe("false");
      expect(spec.minReplicaCount).toBeGreaterThanOrEqual(2);
      return [spec.scaleTargetRef.name, query];
    });
    const wanted = workloads.map((name) => [`workers-${name}`, `m365:queue_pressure:ratio{workload="${name}"}`]);
    expect(scaled.toSorted()).toEqual(wanted.toSorted());
    const [autoscaler, ...more] = ofKind(objects, "HorizontalPodAutoscaler");
    expect(more).toEqual([]);
    expect(autoscaler?.spec).toMatchObject({ scaleTargetRef: { name: "gateway" }, minReplicas: 2 });
    for (const deployment of deployments(objects))
      expect(deployment.spec.replicas, deployment.metadata.name).toBe(
        component(deployment) === "redis" ? 1 : undefined,
      );
  });

  test("selects one Deployment's pods with every Service and budget, and gives each Deployment a budget", () => {
    const selected = (selector: Record<string, string>) =>
      deployments(objects)
        .filter(({ spec }) =>
          Object.entries(selector).every(([key, value]) => spec.template.metadata.labels[key] === value),
        )
        .map(({ metadata }) => metadata.name);
    for (const { metadata, spec } of ofKind(objects, "Service"))
      expect(selected(spec.selector)).toEqual([metadata.name]);
    const budgets = ofKind(objects, "PodDisruptionBudget");
    for (const { metadata, spec } of budgets) expect(selected(spec.selector.matchLabels)).toEqual([metadata.name]);
    const ours = processesOf(objects);
    expect(budgets.map(({ metadata }) => metadata.name).toSorted()).toEqual(
      ours.map(({ metadata }) => metadata.name).toSorted(),
    );
  });

  test("is watched as grafana/prometheus.yml watches, by the same rules", () => {
    const { global, scrape_configs } = parse(fileText("grafana/prometheus.yml"));
    const [monitor] = ofKind(objects, "PodMonitor");
    const [{ key, values }] = monitor?.spec.selector.matchExpressions ?? [];
    expect(key).toBe(monitor?.spec.jobLabel);
    expect(values).toEqual(scrape_configs.map(({ job_name }: { job_name: string }) => job_name));
    expect(scrape_configs[0].sample_limit).toBe(monitor?.spec.sampleLimit);
    expect(monitor?.spec.podMetricsEndpoints).toMatchObject([{ interval: global.scrape_interval }]);
    const rules = ofKind(objects, "PrometheusRule")[0]?.spec;
    expect(rules).toEqual(parse(fileText("grafana/alerts.yml")));
  });
});

describe("the ways in which workers prove themselves on Kubernetes", skipWhen(missing), () => {
  const workers = (objects: readonly KubernetesObject[]) =>
    deployments(objects).filter((found) => component(found) === "workers");

  test("is a client secret that no gateway has", () => {
    for (const deployment of deployments(secret)) {
      const names = JSON.stringify(deployment).includes("AZURE_CLIENT_SECRET_FILE");
      expect(names, deployment.metadata.name).toBe(component(deployment) === "workers");
    }
    const volumes = deployments(secret).map((found) => found.spec.template.spec.volumes[0].secret?.secretName);
    expect(new Set(volumes)).toEqual(new Set(["gateway", "workers", undefined]));
  });

  test("is workload identity on AKS, without any secret of the app", () => {
    expect(JSON.stringify(aks)).not.toMatch(/client_?secret/i);
    for (const { spec } of workers(aks)) {
      expect(spec.template.metadata.labels).toMatchObject({ "azure.workload.identity/use": "true" });
      expect(spec.template.spec.serviceAccountName).toBe("workers");
    }
    const account = ofKind(aks, "ServiceAccount").find(({ metadata }) => metadata.name === "workers");
    expect(account?.metadata.annotations).toHaveProperty(["azure.workload.identity/client-id"]);
    const gateway = deployments(aks).find((found) => component(found) === "gateway");
    expect(JSON.stringify(gateway)).not.toContain("azure.workload.identity");
  });
});

test("deploy/kubernetes runs in a cluster without KEDA and the Prometheus Operator", skipWhen(missing), async () => {
  const kustomization = {
    resources: ["m365-connector/deploy/kubernetes/overlays/secret"],
    components: ["m365-connector/deploy/kubernetes/components/without-operators"],
  };
  const objects = builtBeside({ "kustomization.yaml": JSON.stringify(kustomization) });
  const kinds = new Set(objects.map(({ kind }) => kind));
  for (const kind of ["ScaledObject", "PodMonitor", "PrometheusRule"]) expect(kinds).not.toContain(kind);
  for (const deployment of deployments(objects).filter((found) => component(found) === "workers"))
    expect(deployment.spec.replicas).toBe(2);
  expect(await kubernetesComplaints(objects)).toEqual([]);
});

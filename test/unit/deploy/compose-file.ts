import { parse } from "yaml";
import { z } from "zod";
import { fileText } from "#test/support/file-text.ts";

const environment = z.record(z.string(), z.string());

const service = z.object({
  image: z.string(),
  restart: z.string(),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  ulimits: z.record(z.string(), z.number()).default({}),
  container_name: z.string().optional(),
  ports: z.array(z.string()).default([]),
  environment: environment.default({}),
  secrets: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  volumes: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  deploy: z.object({ resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string() }) }) }),
});

const composeFile = z.object({
  services: z.object({
    redis: service,
    gateway: service,
    workers: service,
    egress: service,
    prometheus: service,
    grafana: service,
  }),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

export type ComposeService = z.output<typeof service>;

/** docker-compose.yml with its merges done. */
export function readComposeFile(): z.output<typeof composeFile> {
  return composeFile.parse(parse(fileText("docker-compose.yml"), { merge: true }));
}

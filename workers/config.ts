import { z } from "zod";
import { clouds } from "#common/clouds.ts";
import { redisSettingsFit } from "#common/queue/redis-settings.ts";
import { commaSeparated, commonSettings, httpsOrigin, wholeNumber } from "#common/settings.ts";
import { workloads } from "#common/workload.ts";

const downloadHost = z
  .string()
  .toLowerCase()
  .regex(/^(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::\d{1,5})?$/, "must be host suffixes, or exact host:port entries");

const settings = z.object({
  ...commonSettings,
  AZURE_CLIENT_SECRET: z.string().min(1).optional(),
  AZURE_CLIENT_CERTIFICATE_PATH: z.string().min(1).optional(),
  AZURE_FEDERATED_TOKEN_FILE: z.string().min(1).optional(),
  GRAPH_BASE_URL: httpsOrigin.optional(),
  GRAPH_DOWNLOAD_HOSTS: commaSeparated.pipe(z.array(downloadHost)).optional(),
  OBO_CACHE_MAX_SECONDS: wholeNumber(0, 3_600).default(600),
  WORKER_CONCURRENCY: wholeNumber(1, 1_000).default(50),
  WORKER_WORKLOADS: commaSeparated.pipe(z.array(z.enum(workloads)).min(1)).default([...workloads]),
});

const credentialNames = ["AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"] as const;

/** The workers' settings, out of their environment. */
export const workerSettings = settings
  .check(redisSettingsFit)
  .refine((read) => credentialNames.filter((name) => read[name] !== undefined).length === 1, {
    path: ["AZURE_CLIENT_SECRET"],
    message: `exactly one of ${credentialNames.join(", ")} is required`,
  })
  .transform((read) => {
    const cloud = clouds[read.AZURE_CLOUD];
    return {
      ...read,
      AZURE_AUTHORITY_HOST: read.AZURE_AUTHORITY_HOST ?? cloud.authorityHost,
      GRAPH_BASE_URL: read.GRAPH_BASE_URL ?? cloud.graphBaseUrl,
      GRAPH_DOWNLOAD_HOSTS: read.GRAPH_DOWNLOAD_HOSTS ?? cloud.downloadHosts,
    };
  });

export type WorkerSettings = z.output<typeof workerSettings>;

import { z } from "zod";
import { clouds } from "#common/clouds.ts";
import { redisRules } from "#common/queue/redis-settings.ts";
import { obeys } from "#common/setting-rules.ts";
import { commaSeparated, commonSettings, httpsOrigin, wholeNumber } from "#common/settings.ts";
import { workloads } from "#common/workload.ts";

const downloadHost = z
  .string()
  .toLowerCase()
  .regex(/^(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::\d{1,5})?$/, "must be host suffixes, or exact host:port entries");

const settings = z.object({
  ...commonSettings,
  AZURE_CLIENT_SECRET: z
    .string()
    .min(1)
    .optional()
    .meta({
      section: "Microsoft Entra and Graph",
      description:
        "Client secret of the Server app. Exactly one of `AZURE_CLIENT_SECRET`, `AZURE_CLIENT_CERTIFICATE_PATH` " +
        "and `AZURE_FEDERATED_TOKEN_FILE` is required.",
      examples: ["the-client-secret"],
    }),
  AZURE_CLIENT_SECRET_EXPIRES: z.iso
    .datetime({ offset: true, error: "must be a time in ISO 8601 such as 2027-05-29T09:00:00Z" })
    .transform((text) => Date.parse(text))
    .optional()
    .meta({
      section: "Microsoft Entra and Graph",
      description:
        "When the client secret expires, which only Entra knows: `npm run doctor` and the alert *CertificateExpires* " +
        "then warn before. `register.sh` writes it beside the secret.",
      examples: ["2027-05-29T09:00:00Z"],
    }),
  AZURE_CLIENT_CERTIFICATE_PATH: z
    .string()
    .min(1)
    .optional()
    .meta({
      section: "Microsoft Entra and Graph",
      description: "PEM file with the private key and the certificate of the Server app, in place of a client secret.",
      examples: ["/run/secrets/azure_client_certificate.pem"],
    }),
  AZURE_FEDERATED_TOKEN_FILE: z
    .string()
    .min(1)
    .optional()
    .meta({
      section: "Microsoft Entra and Graph",
      description:
        "File with the federated token of a workload identity, in place of a client secret. Kubernetes renews the " +
        "file.",
      examples: ["/var/run/secrets/azure/tokens/azure-identity-token"],
    }),
  GRAPH_BASE_URL: httpsOrigin.optional().meta({
    section: "Microsoft Entra and Graph",
    description: "Graph host, without a version. If not set: the host of `AZURE_CLOUD`.",
    examples: ["https://graph.microsoft.com"],
  }),
  GRAPH_DOWNLOAD_HOSTS: commaSeparated
    .pipe(z.array(downloadHost))
    .optional()
    .meta({
      section: "Microsoft Entra and Graph",
      description:
        "Hosts that a file download may be redirected to, comma separated: host suffixes, or exact `host:port` " +
        "entries, which are exempt from the check for private addresses. If not set: the hosts of `AZURE_CLOUD`.",
      examples: ["sharepoint.com,svc.ms,1drv.com"],
    }),
  OBO_CACHE_MAX_SECONDS: wholeNumber(0, 3_600)
    .default(600)
    .meta({
      section: "Microsoft Entra and Graph",
      description:
        "How long an exchanged Graph token is cached at most, in seconds. This is also how long a revocation can " +
        "take to have effect. `0` disables the cache.",
    }),
  WORKER_CONCURRENCY: wholeNumber(1, 1_000)
    .default(50)
    .meta({
      section: "Calls and workers",
      description:
        "Jobs that a worker process runs at once, per workload. With 50, a process that serves all four workloads " +
        "runs up to 200. A quarter more may run, of tenants with few calls. Jobs that only wait, for Microsoft or a " +
        "reader of documents, don't count.",
    }),
  READER_SANDBOX: z
    .enum(["auto", "required"])
    .default("auto")
    .meta({
      section: "Calls and workers",
      description:
        "Whether a worker starts without the whole sandbox for what reads documents: with `auto` it does, and its " +
        "log says what is missing; with `required` it refuses.",
    }),
  WORKER_WORKLOADS: commaSeparated
    .pipe(z.array(z.enum(workloads)).min(1))
    .default([...workloads])
    .meta({
      section: "Calls and workers",
      description: "Workloads whose queues this worker process serves, comma separated.",
    }),
});

const credentialNames = ["AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"] as const;

/** Names that a worker takes in a file of settings. */
export const workerSettingNames: readonly string[] = Object.keys(settings.shape);

/** The workers' settings, parsed from their environment. */
export const workerSettings = settings
  .check(obeys(redisRules))
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

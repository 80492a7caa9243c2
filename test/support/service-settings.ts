import { randomBytes } from "node:crypto";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";

export type Environment = Readonly<Record<string, string>>;

type PlayedCloud = Pick<
  FakeTenant,
  "authorityHost" | "graphBaseUrl" | "downloadHosts" | "caCertificatePath" | "control"
>;

/** The settings that lead both processes to a simulated cloud and a Redis, with a sealing key of their own. */
export async function commonSettings(fake: PlayedCloud, redisUrl: string): Promise<Environment> {
  const { serverApp } = await fake.control.directory();
  return {
    AZURE_CLIENT_ID: serverApp.clientId,
    AZURE_AUTHORITY_HOST: fake.authorityHost,
    NODE_EXTRA_CA_CERTS: fake.caCertificatePath,
    REDIS_URL: redisUrl,
    SEALING_KEYS: `test:${randomBytes(32).toString("base64")}`,
    OPS_PORT: "0",
  };
}

/** What workers need beside: their credential, and where Graph and the bytes of files are. */
export async function workerOnlySettings(fake: PlayedCloud): Promise<Environment> {
  const { serverApp } = await fake.control.directory();
  return {
    AZURE_CLIENT_SECRET: serverApp.clientSecret,
    GRAPH_BASE_URL: fake.graphBaseUrl,
    GRAPH_DOWNLOAD_HOSTS: Object.values(fake.downloadHosts).join(","),
  };
}

import type { Environment } from "#test/support/service-settings.ts";
import type { KeptSettings } from "./kept-settings.ts";

/** How Microsoft is reached: taken over from the person's own environment. */
const passedOn = [
  "AZURE_AUTHORITY_HOST",
  "NODE_EXTRA_CA_CERTS",
  "HTTPS_PROXY",
  "HTTPS_PROXY_FILE",
  "https_proxy",
  "NO_PROXY",
  "no_proxy",
  "LOG_LEVEL",
] as const;
/** As the doctor advises where the hosts of clients can't be reached. */
const passedToGateway = ["SIGN_IN_CIMD"] as const;
const passedToWorkers = ["GRAPH_BASE_URL", "GRAPH_DOWNLOAD_HOSTS"] as const;

const picked = (environment: NodeJS.ProcessEnv, names: readonly string[]): Environment =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined || value === "" ? [] : [[name, value]];
    }),
  );

/** The environment of each process: nothing that the other alone may know. */
export function environmentsOf(
  kept: KeptSettings,
  redisUrl: string,
  own: NodeJS.ProcessEnv,
): { gateway: Environment; workers: Environment } {
  const common = {
    ...picked(own, passedOn),
    ...(kept.AZURE_CLOUD === undefined ? {} : { AZURE_CLOUD: kept.AZURE_CLOUD }),
    AZURE_CLIENT_ID: kept.AZURE_CLIENT_ID,
    SEALING_KEYS: kept.SEALING_KEYS,
    REDIS_URL: redisUrl,
    OPS_PORT: "0",
  };
  return {
    gateway: {
      ...common,
      ...picked(own, passedToGateway),
      MCP_PUBLIC_URL: kept.MCP_PUBLIC_URL,
      APP_ID_URI: kept.APP_ID_URI,
      ALLOWED_TENANTS: kept.ALLOWED_TENANTS,
      SIGN_IN_CLIENT_ID: kept.SIGN_IN_CLIENT_ID,
      SIGN_IN_KEYS: kept.SIGN_IN_KEYS,
      HOST: "127.0.0.1",
      PORT: new URL(kept.MCP_PUBLIC_URL).port,
    },
    workers: { ...common, ...picked(own, passedToWorkers), AZURE_CLIENT_SECRET: kept.AZURE_CLIENT_SECRET },
  };
}

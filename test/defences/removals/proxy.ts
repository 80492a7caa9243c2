import type { Area } from "../removal.ts";

export const proxy: Area = {
  name: "proxy",
  removals: [
    {
      defence: "closes the connection to a proxy that refuses",
      file: "common/proxy-settings.ts",
      find: "if (error !== null) toProxy?.destroy();",
      put: "",
      noticedBy: ["test/unit/gateway/entra-fetch"],
    },
    {
      defence: "gives a tunnel up in which nothing is said",
      file: "common/proxy-settings.ts",
      find: "() => toProxy?.destroy(new Error",
      put: "() => void (new Error",
      noticedBy: ["test/unit/gateway/entra-fetch"],
    },
    {
      defence: "follows no redirect of Entra's behind a proxy",
      file: "gateway/entra-fetch.ts",
      find: "const isRedirect = status >= 300 && status < 400;",
      put: "const isRedirect = false;",
      noticedBy: ["test/unit/gateway/entra-fetch"],
    },
    {
      defence: "frees the places of a pool that wait for a proxy's answer",
      file: "workers/open-connections.ts",
      find: "headersTimeout: stepTimeoutMs",
      put: "",
      noticedBy: ["test/unit/workers/open-connections"],
    },
    {
      defence: "checks direct downloads beside a proxy for private addresses",
      file: "workers/open-connections.ts",
      find: "    ...own,\n    httpProxy: uri,",
      put: "    connections: own.connections,\n    httpProxy: uri,",
      noticedBy: ["test/unit/workers/open-connections"],
    },
    {
      defence: "refuses documents of strangers beside a proxy",
      file: "gateway/sign-in/sign-in-settings.ts",
      find: 'SIGN_IN_CIMD === "any" && HTTPS_PROXY !== undefined',
      put: 'SIGN_IN_CIMD === "any" && HTTPS_PROXY === ""',
      noticedBy: ["test/unit/gateway/sign-in/settings"],
    },
  ],
};

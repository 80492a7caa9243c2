import { alike, area } from "../removal.ts";

export const proxy = area("proxy", [
  ...alike({ file: "common/proxy-settings.ts", noticedBy: ["test/unit/gateway/entra-fetch"] }, [
    {
      defence: "closes the connection to a proxy that refuses",
      test: "through a proxy a proxy that forbids is asked once, fails the",
      find: "if (error !== null) toProxy?.destroy();",
    },
    {
      defence: "gives a tunnel up in which nothing is said",
      test: "through a proxy a proxy that opens the tunnel and babbles is",
      find: "() => toProxy?.destroy(new Error",
      put: "() => void (new Error",
    },
  ]),
  {
    defence: "follows no redirect of Entra's behind a proxy",
    file: "gateway/entra-fetch.ts",
    find: "const isRedirect = status >= 300 && status < 400;",
    put: "const isRedirect = false;",
  },
  ...alike({ file: "workers/open-connections.ts" }, [
    {
      defence: "frees the places of a pool that wait for a proxy's answer",
      test: "behind a proxy a proxy that hangs makes Graph unavailable, in",
      find: "headersTimeout: stepTimeoutMs",
    },
    {
      defence: "checks direct downloads beside a proxy for private addresses",
      find: "    ...own,\n    httpProxy: uri,",
      put: "    connections: own.connections,\n    httpProxy: uri,",
    },
  ]),
  {
    defence: "refuses documents of strangers beside a proxy",
    file: "gateway/sign-in/sign-in-settings.ts",
    find: 'SIGN_IN_CIMD === "any" && HTTPS_PROXY !== undefined',
    put: 'SIGN_IN_CIMD === "any" && HTTPS_PROXY === ""',
    noticedBy: ["test/unit/gateway/sign-in/settings"],
  },
]);

import { describe, expect, it } from "vitest";
import { clouds } from "#common/clouds.ts";
import { readSettings } from "#common/settings.ts";
import { gatewaySettings } from "#gateway/config.ts";
import { workerSettings } from "#workers/config.ts";
import { createDownloadHosts } from "#workers/graph/graph-connections.ts";

const common = {
  AZURE_CLIENT_ID: "8a1c1c7e-0000-4000-8000-000000000001",
  SEALING_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
};
const gateway = { ...common, MCP_PUBLIC_URL: "https://mcp.example.com/mcp" };
const workers = { ...common, AZURE_CLIENT_SECRET: "secret" };

/** Where SharePoint of the public cloud and of both government clouds converts files. No token is ever sent there. */
const sharedByClouds = "svc.ms";

/**
 * Its Graph, and the end of the names of everything that belongs to it. https://learn.microsoft.com/graph/deployments
 */
const national = [
  ["usgov", "https://graph.microsoft.us", /\.us$/],
  ["dod", "https://dod-graph.microsoft.us", /\.us$/],
  ["china", "https://microsoftgraph.chinacloudapi.cn", /\.cn$/],
] as const;

describe("a national cloud", () => {
  it.each(national)("is one setting: %s never leads a token or a download to another cloud", (cloud, graph, ending) => {
    const read = [
      readSettings(gatewaySettings, { ...gateway, AZURE_CLOUD: cloud }),
      readSettings(workerSettings, { ...workers, AZURE_CLOUD: cloud }),
    ];
    const { authorityHost, downloadHosts } = clouds[cloud];
    expect(read).toMatchObject([
      { settings: { AZURE_AUTHORITY_HOST: authorityHost } },
      {
        settings: {
          AZURE_AUTHORITY_HOST: authorityHost,
          GRAPH_BASE_URL: graph,
          GRAPH_DOWNLOAD_HOSTS: downloadHosts,
        },
      },
    ]);
    for (const host of [new URL(authorityHost).host, ...downloadHosts.filter((one) => one !== sharedByClouds)]) {
      expect(host).toMatch(ending);
    }
  });

  it.each([
    ["usgov", true],
    ["dod", true],
    ["china", false],
  ] as const)("has converted files from where Microsoft documents it: %s", (cloud, isShared) => {
    const hosts = createDownloadHosts(clouds[cloud].downloadHosts);
    expect(hosts.allows(new URL("https://usgovvirginia1-mediap.svc.ms/transform/pdf?provider=spo"))).toBe(isShared);
  });
});

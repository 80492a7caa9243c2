/** Microsoft's clouds: everything of one cloud together, so that keys, issuers and hosts are never mixed. */
export interface Cloud {
  /** Entra, without a tenant. */
  authorityHost: string;
  /** Graph, without a version. */
  graphBaseUrl: string;
  /** Where Graph's download redirects may lead: host suffixes. */
  downloadHosts: readonly string[];
}

/** https://learn.microsoft.com/graph/deployments */
export const clouds: Readonly<Record<"public" | "usgov" | "dod" | "china", Cloud>> = {
  public: {
    authorityHost: "https://login.microsoftonline.com",
    graphBaseUrl: "https://graph.microsoft.com",
    downloadHosts: ["sharepoint.com", "svc.ms", "1drv.com"],
  },
  usgov: {
    authorityHost: "https://login.microsoftonline.us",
    graphBaseUrl: "https://graph.microsoft.us",
    downloadHosts: ["sharepoint.us"],
  },
  dod: {
    authorityHost: "https://login.microsoftonline.us",
    graphBaseUrl: "https://dod-graph.microsoft.us",
    downloadHosts: ["sharepoint-mil.us"],
  },
  china: {
    authorityHost: "https://login.partner.microsoftonline.cn",
    graphBaseUrl: "https://microsoftgraph.chinacloudapi.cn",
    downloadHosts: ["sharepoint.cn"],
  },
};

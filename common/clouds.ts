/** The hosts of one Microsoft cloud. They are kept together so that keys, issuers and hosts of two clouds never mix. */
export interface Cloud {
  /** Entra's origin, without a tenant. */
  authorityHost: string;
  /** Graph's origin, without a version. */
  graphBaseUrl: string;
  /** Host suffixes that Graph's download redirects may lead to. */
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

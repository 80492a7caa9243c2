/** The pages for people that are opened by an address of their own, relative to the start page. */
export const pageNames = { home: "", admin: "admin", consented: "consented" } as const;

export type PageName = keyof typeof pageNames;

/**
 * The folder that the pages lie in: that of `MCP_PUBLIC_URL`, so that the prefix of a proxy that serves other things on
 * the host is theirs, too. Should `MCP_PUBLIC_URL` have the address of a page, they lie below it.
 */
function folderOf(publicUrl: string): string {
  const folder = new URL(".", publicUrl).href;
  const isTaken = Object.values(pageNames).some((name) => `${folder}${name}` === publicUrl);
  return isTaken ? `${publicUrl}/` : folder;
}

/**
 * Where a page is opened: for `https://mcp.example.com/mcp` the start page is `https://mcp.example.com/`. The page
 * `consented` is the redirect URI to which Entra sends an admin after the consent to either app.
 */
export const pageUrl = (publicUrl: string, page: PageName): string => `${folderOf(publicUrl)}${pageNames[page]}`;

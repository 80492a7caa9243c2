/** Hosts of SharePoint and OneDrive for work, in every national cloud. */
const sharePointHost = /^[a-z0-9-]{1,63}\.sharepoint(?:-mil|-df)?\.(?:com|us|cn|de)$/;

/**
 * The URL of an address in SharePoint or OneDrive, without its fragment. Undefined for any other text. Spaces are taken
 * too: Microsoft Search doesn't encode them.
 */
export function sharePointAddress(text: string): URL | undefined {
  const encoded = text.replaceAll(" ", "%20");
  if (encoded.length > 2_000 || !/^https:\/\/[^\s\\]+$/i.test(encoded)) return undefined;
  const url = URL.parse(encoded);
  if (url === null || url.username !== "" || url.password !== "" || url.port !== "") return undefined;
  if (!sharePointHost.test(url.hostname)) return undefined;
  url.hash = "";
  return url;
}

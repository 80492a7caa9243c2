/** Hosts of SharePoint and OneDrive for work, in every national cloud. */
const sharePointHost = /^[a-z0-9-]{1,63}\.sharepoint(?:-mil|-df)?\.(?:com|us|cn|de)$/;

/** The URL of an address in SharePoint or OneDrive, without its fragment. Undefined for any other text. */
export function sharePointAddress(text: string): URL | undefined {
  if (text.length > 2_000 || !/^https:\/\/[^\s\\]+$/i.test(text)) return undefined;
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.port !== "") return undefined;
  if (!sharePointHost.test(url.hostname)) return undefined;
  url.hash = "";
  return url;
}

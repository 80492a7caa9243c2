import { forms, parseResourceUri, type ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";

const encoded = (value: string | readonly string[] = "") =>
  typeof value === "string" ? encodeURIComponent(value) : value.map(encodeURIComponent).join("/");

/** The uri of a resource, with every part percent-encoded. `parseResourceUri` is the inverse. */
export function formatResourceUri(resource: ResourceUri): string {
  if (resource.kind === "sharing-link") return resource.link;
  const fields: Readonly<Record<string, string | readonly string[] | undefined>> = resource;
  const [address = "", query = ""] = forms[resource.kind].text.split("?");
  const filled = address.replace(/\{(\w+)(?:\.\.\.)?\}/g, (_placeholder, name) => encoded(fields[name]));
  const given = query.split("&").filter((name) => fields[name] !== undefined);
  const parameters = given.map((name) => `${name}=${encoded(fields[name])}`);
  return [filled, ...(parameters.length > 0 ? [parameters.join("&")] : [])].join("?");
}

/** Whether a text is a resource uri, in one of the known forms. */
export function isResourceUri(text: string): boolean {
  try {
    return parseResourceUri(text).kind !== "sharing-link";
  } catch {
    return false;
  }
}

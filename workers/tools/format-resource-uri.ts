import { forms, parseResourceUri, type ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";

/** The uri of a resource, with every part percent-encoded. `parseResourceUri` is the inverse. */
export function formatResourceUri(resource: ResourceUri): string {
  return resource.kind === "sharing-link" ? resource.link : forms[resource.kind].fill(resource);
}

/** The uri of a resource. Undefined if an id in it doesn't have the form that `read_resource` takes. */
export function uriIfReadable(resource: ResourceUri): string | undefined {
  const uri = formatResourceUri(resource);
  return isResourceUri(uri) ? uri : undefined;
}

/** Whether a text is a resource uri, in one of the known forms. */
export function isResourceUri(text: string): boolean {
  try {
    return parseResourceUri(text).kind !== "sharing-link";
  } catch {
    return false;
  }
}

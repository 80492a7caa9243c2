import { isAddress } from "#common/tools/resource-uri/addresses/read-address.ts";
import { parseResourceUri, type ResourceUri, uriForms } from "#common/tools/resource-uri/resource-uri.ts";

/**
 * The uri of a resource, with every part percent-encoded; of a link, the link. `parseResourceUri` is the inverse.
 */
export function formatResourceUri(resource: ResourceUri): string {
  return "link" in resource ? resource.link : uriForms[resource.kind].fill(resource);
}

/** The uri of a resource. Undefined if an id in it doesn't have the form that `read_resource` takes. */
export function uriIfReadable(resource: ResourceUri): string | undefined {
  const uri = formatResourceUri(resource);
  return isResourceUri(uri) ? uri : undefined;
}

/** A resource that Graph named. Undefined if an id in it doesn't have the form that `read_resource` takes. */
export function ifReadable<Resource extends ResourceUri>(resource: Resource): Resource | undefined {
  return uriIfReadable(resource) === undefined ? undefined : resource;
}

/** Whether a text is a resource uri, in one of the known forms, and no address. */
export function isResourceUri(text: string): boolean {
  if (isAddress(text)) return false;
  try {
    return parseResourceUri(text) !== undefined;
  } catch {
    return false;
  }
}

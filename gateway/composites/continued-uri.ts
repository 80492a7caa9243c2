/** No uri of ours has a fragment, and cursors are base64url. */
const continued = /^([^#]*)#cursor=([\w-]+)$/;

/** A uri by which the next part of a resource is read, where there is only one argument. */
export const continuedUri = (uri: string, cursor: string): string => `${uri}#cursor=${cursor}`;

/** The arguments of `read_resource` for a uri, which may be one of `continuedUri`. */
export function readingOf(text: string): { uri: string; cursor?: string } {
  const [, uri, cursor] = continued.exec(text) ?? [];
  return uri === undefined || cursor === undefined ? { uri: text } : { uri, cursor };
}

/** The longest address. Safe Links and Teams' launcher hold another address, with everything in it encoded again. */
const maxLength = 4_000;

/**
 * The URL of an https address as a person copies it: without credentials and port. Undefined for any other text. Spaces
 * are taken too, since Microsoft Search doesn't encode them.
 */
export function addressUrl(text: string): URL | undefined {
  const encoded = text.trim().replaceAll(" ", "%20");
  if (encoded.length > maxLength || !/^https:\/\/[^\s\\\p{Cc}\p{Cf}]+$/iu.test(encoded)) return undefined;
  const url = URL.parse(encoded);
  if (url === null || url.username !== "" || url.password !== "" || url.port !== "") return undefined;
  return url;
}

/**
 * All values of a header, in order. Node keeps the first `Authorization` or `Host` header and drops the others, so that
 * a duplicate would go unnoticed.
 * @param name in lower case
 */
export function headerValues({ rawHeaders }: { rawHeaders: readonly string[] }, name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

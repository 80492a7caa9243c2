/**
 * All values of a header as they came. Node keeps the first `Authorization` or `Host` and drops the others, and which one
 * counts must not be a guess.
 * @param name in lower case
 */
export function headerValues({ rawHeaders }: { rawHeaders: readonly string[] }, name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

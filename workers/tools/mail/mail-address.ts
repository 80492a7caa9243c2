import { ToolError } from "#common/errors.ts";

/**
 * Whether the text can be a mail address. Lenient on purpose (hyphens, plus signs, apostrophes, international domains):
 * only Exchange knows which addresses exist. It excludes what has a meaning in URLs, quotes and lists.
 */
export function isMailAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    !text.includes("..") &&
    /^[^\s@"<>()\\,;:/?#%\p{C}]+@[^\s@"<>()\\,;:/?#%.\p{C}]+(?:\.[^\s@"<>()\\,;:/?#%.\p{C}]+)+$/u.test(text)
  );
}

/** The address without spaces around it; rejects with `invalid_input` when it can't be one. */
export function checkMailAddress(text: string, parameter: string): string {
  const address = text.trim();
  if (isMailAddress(address)) return address;
  throw new ToolError("invalid_input", `${parameter}: "${text}" is not a mail address, such as team@contoso.com.`);
}

/** Domain of an address, lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

export function sameAddress(one: string | null | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

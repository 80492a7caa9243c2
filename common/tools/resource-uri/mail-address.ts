/**
 * Whether a text can be a mail address. Lenient on purpose (hyphens, plus signs, apostrophes, international domains),
 * because only Exchange knows which addresses exist. Excludes characters that have a meaning in URLs, quotes and lists.
 */
export function isMailAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    !text.includes("..") &&
    /^[^\s@"<>()\\,;:/?#%\p{C}]+@[^\s@"<>()\\,;:/?#%.\p{C}]+(?:\.[^\s@"<>()\\,;:/?#%.\p{C}]+)+$/u.test(text)
  );
}

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

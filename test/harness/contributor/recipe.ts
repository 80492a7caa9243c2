/** What a contributor writes when CONTRIBUTING.md is followed once. */
export interface Recipe {
  /** The section of CONTRIBUTING.md. */
  heading: string;
  /** A value for each placeholder in its paths, such as NAME. */
  placeholders: Readonly<Record<string, string>>;
  /** The new content, or the edit, of each file that the section names, by the path as it stands there. */
  files: Readonly<Record<string, string | ((present: string) => string)>>;
}

/** A path of the page with its placeholders replaced. */
export function filledIn(path: string, { placeholders }: Recipe): string {
  return Object.entries(placeholders).reduce((filled, [name, value]) => filled.replaceAll(name, value), path);
}

/** Adds an import at the top, and a line after the first one that matches. */
export const withLine = (importLine: string, after: RegExp, line: string) => (present: string) =>
  `${importLine}\n${present.replace(after, (found) => `${found}\n${line}`)}`;

export interface ExampleSetting {
  name: string;
  /** The one comment line above it. */
  meaning: string;
  /** The text after `=`. */
  value: string;
  /** Commented out: the value is the default, or an example. */
  isCommentedOut: boolean;
}

/**
 * Reads .env.example: a comment line, then `NAME=value` or `#NAME=value`; blank lines and `##` headings between them.
 * @throws when a setting has no meaning of one line, or a line is none of these
 */
export function readEnvExample(text: string): ExampleSetting[] {
  const settings: ExampleSetting[] = [];
  let comments: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, mark, name, value = ""] = /^(#?)([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      const [meaning, ...more] = comments;
      if (meaning === undefined || more.length > 0) throw new Error(`${name} must have one comment line above it`);
      settings.push({ name, meaning, value, isCommentedOut: mark === "#" });
    }
    if (line.startsWith("# ")) comments.push(line.slice(2));
    else if (line === "" || line.startsWith("## ") || name !== undefined) comments = [];
    else throw new Error(`not a line of settings: ${line}`);
  }
  return settings;
}

import { withoutComments } from "./html-declarations.ts";

/** Rules in order; those in an at-rule only where it holds for every screen. */
export function splitRules(sheet: string): { selectors: string; body: string }[] {
  const css = withoutComments(sheet).replace(/<!--|-->/g, "");
  const rules: { selectors: string; body: string }[] = [];
  let at = 0;
  while (at < css.length) {
    const open = css.indexOf("{", at);
    if (open === -1) break;
    const prelude = css
      .slice(at, open)
      .slice(css.slice(at, open).lastIndexOf(";") + 1)
      .trim();
    if (prelude.startsWith("@") && holdsForEveryScreen(prelude)) {
      at = open + 1;
      continue;
    }
    const close = prelude.startsWith("@") ? endOfBlock(css, open) : css.indexOf("}", open);
    const end = close === -1 ? css.length : close;
    if (!prelude.startsWith("@"))
      rules.push({ selectors: prelude.replace(/^\}+/, ""), body: css.slice(open + 1, end) });
    at = end + 1;
  }
  return rules;
}

function holdsForEveryScreen(prelude: string): boolean {
  return /^@media\s+(?:only\s+)?(?:screen|all)\s*$/i.test(prelude);
}

function endOfBlock(css: string, open: number): number {
  let depth = 0;
  for (let at = open; at < css.length; at += 1) {
    const character = css[at];
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

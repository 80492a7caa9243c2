import { cleanCss } from "./declarations.ts";

/** A rule as it is written; `body` is what stands between its braces, without rules within the rule. */
interface RuleText {
  selectors: string;
  body: string;
}

/** Rules in order, split as a browser does it; those in an at-rule only where it holds for every screen. */
export function splitRules(sheet: string): RuleText[] {
  const css = cleanCss(sheet).replace(/<!--|-->/g, "");
  const rules: RuleText[] = [];
  let at = 0;
  // At-rules around `at`.
  let around = 0;
  while (at < css.length) {
    const open = css.indexOf("{", at);
    if (open === -1) break;
    const before = css.slice(at, open);
    const closed = before.split("}").length - 1;
    // A brace that closes nothing is part of a selector, which no element fits then (CSS Syntax 5.4.1).
    const isBroken = closed > around;
    around = Math.max(0, around - closed);
    const prelude = before.slice(Math.max(before.lastIndexOf(";"), before.lastIndexOf("}")) + 1).trim();
    if (!isBroken && holdsForEveryScreen(prelude)) {
      around += 1;
      at = open + 1;
      continue;
    }
    const end = endOfBlock(css, open);
    if (!isBroken && !prelude.startsWith("@"))
      rules.push({ selectors: prelude, body: withoutBlocks(css.slice(open + 1, end)) });
    at = end + 1;
  }
  return rules;
}

function holdsForEveryScreen(prelude: string): boolean {
  const [, media] = /^@media(?![\w-])([\s\S]*)$/i.exec(prelude) ?? [];
  return media !== undefined && isForEveryScreen(media);
}

/** Whether a list of media holds for every screen, as an empty one does; false if that depends on the screen. */
export function isForEveryScreen(media: string): boolean {
  if (media.trim() === "") return true;
  return media.split(",").some((one) => /^(?:(?:only\s+)?(?:screen|all)|not\s+print)$/i.test(one.trim()));
}

/** Where the block that opens here is closed, or the end of the sheet. */
function endOfBlock(css: string, open: number): number {
  let depth = 0;
  for (let at = open; at < css.length; at += 1) {
    const character = css[at];
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return css.length;
}

/** Rules within a rule, such as `&:hover{…}`, say nothing about the rule's own elements. */
function withoutBlocks(body: string): string {
  const outside: string[] = [];
  let depth = 0;
  for (const [piece] of body.matchAll(/[{}]|[^{}]+/g)) {
    if (piece === "{" && depth === 0) {
      const last = outside.pop() ?? "";
      outside.push(last.slice(0, last.lastIndexOf(";") + 1));
    }
    if (piece === "{") depth += 1;
    else if (piece === "}") depth -= 1;
    else if (depth === 0) outside.push(piece);
  }
  return outside.join("");
}

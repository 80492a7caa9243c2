import { readFile } from "node:fs/promises";
import { z } from "zod";
import { programs } from "#test/real-clients/programs.ts";
import type { Context, DevTools, Tab } from "./playwright.ts";

const frameTreeSchema = z.object({ frameTree: z.object({ frame: z.object({ id: z.string() }) }) });
const worldSchema = z.object({ executionContextId: z.number() });
const resultSchema = z.object({
  result: z.object({ value: z.unknown().optional() }),
  exceptionDetails: z.object({ text: z.string() }).loose().optional(),
});
const scriptSchema = z.object({ url: z.string() });

/** Evaluates an expression beside the page's own world: its policy forbids scripts, its DOM is the same. */
export async function evaluate(devTools: DevTools, source: string, expression: string): Promise<unknown> {
  const { frameTree } = frameTreeSchema.parse(await devTools.send("Page.getFrameTree"));
  const world = await devTools.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "test" });
  const contextId = worldSchema.parse(world).executionContextId;
  const run = async (text: string) => {
    const parameters = { contextId, expression: text, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = resultSchema.parse(await devTools.send("Runtime.evaluate", parameters));
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  };
  await run(source);
  return run(expression);
}

const foundSchema = z.array(z.object({ id: z.string(), nodes: z.array(z.string()) }));

export type Finding = z.output<typeof foundSchema>[number];

/** What axe finds wrong with a page: rule, and the elements. https://github.com/dequelabs/axe-core */
export async function axeFindings(context: Context, tab: Tab): Promise<Finding[]> {
  const devTools = await context.newCDPSession(tab);
  const source = `${await readFile(programs.axe.path, "utf8")}; undefined`;
  const found = "violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))";
  return foundSchema.parse(await evaluate(devTools, source, `axe.run().then(({ violations }) => ${found})`));
}

/** By how many pixels a page is wider than its window. */
export async function overflowPx(context: Context, tab: Tab): Promise<number> {
  const devTools = await context.newCDPSession(tab);
  const expression = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
  return z.number().parse(await evaluate(devTools, "undefined", expression));
}

/**
 * Buttons in two pieces, addresses that their field cuts off, and names that a line ends in the middle of a word of: as
 * HTML.
 */
const torn = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isCut = (field) => field.scrollWidth > field.clientWidth || field.scrollHeight > field.clientHeight;
  const breaksWord = (element) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let before = { character: ' ', top: 0 };
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      for (let at = 0; at < text.length; at += 1) {
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        const here = { character: text.data[at], top: range.getBoundingClientRect().top };
        if (here.top > before.top + 2 && /\\w\\w/.test(before.character + here.character)) return true;
        before = here;
      }
    }
    return false;
  };
  return [
    ...all('button, .button').filter((button) => button.getClientRects().length > 1),
    ...all('[readonly]').filter(isCut),
    ...all('code').filter(breaksWord),
  ].map(({ outerHTML }) => outerHTML);
})()`;

/** What of a page stands there broken. */
export async function tornParts(context: Context, tab: Tab): Promise<string[]> {
  return z.array(z.string()).parse(await evaluate(await context.newCDPSession(tab), "undefined", torn));
}

/** Opens everything on a page that is folded up. */
export async function unfold(context: Context, tab: Tab): Promise<void> {
  const devTools = await context.newCDPSession(tab);
  await evaluate(
    devTools,
    "undefined",
    "document.querySelectorAll('details').forEach((part) => { part.open = true; })",
  );
}

/** Addresses of all pages and files with a script that the browser reads from now on. */
export async function watchScripts(context: Context, tab: Tab): Promise<readonly string[]> {
  const devTools = await context.newCDPSession(tab);
  const urls: string[] = [];
  devTools.on("Debugger.scriptParsed", (parameters) => {
    const { url } = scriptSchema.parse(parameters);
    if (/^https?:/.test(url)) urls.push(url);
  });
  await devTools.send("Debugger.enable");
  return urls;
}

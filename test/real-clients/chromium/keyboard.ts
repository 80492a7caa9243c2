import { z } from "zod";
import { evaluate } from "./dev-tools.ts";
import type { Context, Tab } from "./playwright.ts";

const keys = {
  Tab: { key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 },
  Enter: { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" },
} as const;

const longestWalk = 80;
const focusSchema = z.object({ html: z.string(), isMarked: z.boolean() }).nullable();

/** The element with the focus, without what is in it; null where that is the page itself. */
const focus = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const isMarked = outlineStyle !== 'none' && parseFloat(outlineWidth) > 1;
  return { html: element.cloneNode(false).outerHTML + element.textContent, isMarked };
})()`;

/** What the page has for a keyboard, in the order in which it is read. */
export const focusable = `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, summary')]
  .map((element) => element.cloneNode(false).outerHTML + element.textContent)`;

/** A keyboard, without a mouse. */
export async function createKeyboard(context: Context, tab: Tab) {
  const devTools = await context.newCDPSession(tab);
  const look = async () => focusSchema.parse(await evaluate(devTools, "undefined", focus));

  async function press(key: keyof typeof keys): Promise<void> {
    await devTools.send("Input.dispatchKeyEvent", { type: "keyDown", ...keys[key] });
    await devTools.send("Input.dispatchKeyEvent", { type: "keyUp", ...keys[key] });
  }

  return {
    press,
    async type(text: string) {
      await devTools.send("Input.insertText", { text });
    },
    /** Presses Tab until an element is reached that the selector names. Throws when none is. */
    async reach(selector: string) {
      const isThere = `document.activeElement?.matches(${JSON.stringify(selector)}) === true`;
      for (let presses = 0; presses < longestWalk; presses += 1) {
        await press("Tab");
        if ((await evaluate(devTools, "undefined", isThere)) === true) return;
      }
      throw new Error(`Tab never reaches ${selector}.`);
    },
    /** The elements that Tab reaches from the top when it is pressed so often, and those of them that show no focus. */
    async walk(presses: number) {
      const seen: { html: string; isMarked: boolean }[] = [];
      while (seen.length < presses) {
        await press("Tab");
        seen.push((await look()) ?? { html: "the page itself", isMarked: false });
      }
      const unmarked = seen.filter(({ isMarked }) => !isMarked);
      return { reached: seen.map(({ html }) => html), unmarked: unmarked.map(({ html }) => html) };
    },
  };
}

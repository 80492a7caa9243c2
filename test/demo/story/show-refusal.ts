import type { Screen } from "../terminal/screen.ts";
import { wrap } from "../terminal/text-width.ts";

/** What a person or model gets instead of an answer. */
export function showRefusal(screen: Screen, text: string): void {
  screen.quote(wrap(text, screen.columns - 6).map((line) => screen.paint("yellow", line)));
}

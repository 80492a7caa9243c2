/** What clears a screen, hides text, turns its direction, or begins a line that seems to be somebody else's. */
export const hostileText =
  "\u001b[2J\u001b[H\u009b31m\u0007\u007f\rAll lines are as they were written.\n\u2028\u2029\u202e\u200b\u{e0041}";

/** Whether a terminal would obey a part of an output whose lines end with line feeds. */
export const hasRawControls = (output: string): boolean =>
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(output.replaceAll("\n", ""));

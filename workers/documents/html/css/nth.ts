/**
 * Compiles an An+B formula, such as `odd`, `3` or `-2n + 1` (CSS Syntax 3, section 6), to a test of positions that
 * begin with 1. Undefined if it is invalid.
 */
export function readNth(formula: string): ((position: number) => boolean) | undefined {
  const text = formula.trim().toLowerCase();
  if (text === "odd") return (position) => position % 2 === 1;
  if (text === "even") return (position) => position % 2 === 0;
  const [whole, step, sign = "+", offset = "0"] = /^([+-]?\d{0,9})n\s*(?:([+-])\s*(\d{1,9}))?$/.exec(text) ?? [];
  if (whole === undefined) {
    return /^[+-]?\d{1,9}$/.test(text) ? (position) => position === Number(text) : undefined;
  }
  const a = /\d/.test(step ?? "") ? Number(step) : Number(`${step}1`);
  const b = Number(sign + offset);
  return (position) => (a === 0 ? position === b : (position - b) % a === 0 && (position - b) / a >= 0);
}

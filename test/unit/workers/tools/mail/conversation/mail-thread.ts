import fc from "fast-check";

/** A message of a thread, in plain text. */
export interface ThreadMail {
  text: string;
  /** The lines that its sender wrote, none of which is anywhere else. */
  written: string[];
  /** The lines of a message that it quotes and that is not in the mailbox. */
  outside: string[];
}

const answerInline = "answers between the lines";
const forwarded = "forwards what is not there";

const above = (at: number) => `From: Person ${at}\nSent: day ${at}\nTo: all\nSubject: Plan\n\n`;
const marked = (text: string) => text.replace(/^/gm, "> ");

/** The ways in which a message has the one that it answers. */
export const waysToQuote: readonly string[] = [
  "Outlook",
  "Gmail",
  "not at all",
  "a part of it",
  answerInline,
  "Outlook, between the lines",
  forwarded,
];

const closings = ["Best regards,", "Yes.", "よろしくお願いいたします。", "Note: see above", ""];
const plan = (ways: readonly string[]) =>
  fc.record({
    how: fc.constantFrom(...ways),
    parent: fc.nat(),
    lines: fc.integer({ min: 1, max: 4 }),
    closing: fc.constantFrom(...closings),
    isLong: fc.boolean(),
  });

/** Conversations of messages that quote one of those before them, in one way or another. */
export function mailThread(ways: readonly string[]): fc.Arbitrary<ThreadMail[]> {
  return fc.array(plan(ways), { minLength: 1, maxLength: 8 }).map(mailsOf);
}

type Plan = ReturnType<ReturnType<typeof plan>["generate"]>["value"];

function mailsOf(plans: readonly Plan[]): ThreadMail[] {
  const mails: ThreadMail[] = [];
  for (const [index, { how, parent, lines, closing, isLong }] of plans.entries()) {
    const from = parent % Math.max(index, 1);
    const quoted = mails[from]?.text ?? "";
    const sentence = (name: string, at: number) =>
      `Line ${at} of ${name} ${index}${isLong ? ", with words enough to be told from any other line" : ""}.`;
    const written = Array.from({ length: lines }, (_, at) => sentence("mail", at));
    const outside = Array.from({ length: lines }, (_, at) => sentence("unknown", at));
    const own = [...written, closing].join("\n");
    const text = compose(how, { own, written, outside, quoted, from });
    mails.push({ text, written, outside: how === forwarded ? outside : [] });
  }
  return mails;
}

interface Parts {
  own: string;
  written: readonly string[];
  outside: readonly string[];
  quoted: string;
  from: number;
}

function compose(how: string, { own, written, outside, quoted, from }: Parts): string {
  const wrote = `On day ${from}, Person ${from} wrote:\n`;
  if (how === forwarded) return `${own}\n\n${above(99)}${outside.join("\n")}`;
  if (quoted === "" || how === "not at all") return own;
  if (how === "Outlook") return `${own}\n\n${above(from)}${quoted}`;
  if (how === "Gmail") return `${own}\n\n${wrote}${marked(quoted)}`;
  const lines = quoted.split("\n");
  if (how === "a part of it") return `${own}\n\n${wrote}${marked(lines.slice(1, 5).join("\n"))}`;
  const isMarked = how === answerInline;
  const answered = lines.flatMap((line, at) => [isMarked ? `> ${line}` : line, ...written.slice(at, at + 1)]);
  const rest = written.slice(lines.length);
  return `${isMarked ? wrote : `Hello,\n\n${above(from)}`}${[...answered, ...rest].join("\n")}`;
}

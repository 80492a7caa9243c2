import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { runs } from "#test/support/property-runs.ts";
import { findQuotedHistory } from "#workers/text/mail-attribution.ts";
import { type KnownText, knownText, withoutKnownQuotes } from "#workers/tools/mail/conversation/cut-quotes.ts";
import { mailThread, type ThreadMail, waysToQuote } from "./mail-thread.ts";

const question = [
  "Dear Hana,",
  "",
  "Could you tell us how many bags of the Pink Bourbon you want?",
  "The price holds until the end of this month, as agreed.",
  "",
  "Best regards,",
  "Carlos",
].join("\n");
const known = (...texts: string[]) => texts.map(knownText);
const marked = (text: string) => text.replace(/^/gm, "> ");
const cut = (text: string, earlier: readonly KnownText[]) =>
  withoutKnownQuotes({ text, quotesFrom: findQuotedHistory(text) }, earlier);

const headers: readonly [program: string, header: string][] = [
  ["Outlook", "**From:** Carlos\n**Sent:** last week\n**To:** Hana\n**Subject:** Offer\n\n"],
  ["Outlook in German", "---\n\nVon: Carlos\nGesendet: Montag\nAn: Hana\nBetreff: Angebot\n\n"],
  ["Outlook in Japanese", "差出人: Carlos\n送信日時: 2026年11月24日\n宛先: Hana\n件名: Offer\n\n"],
  ["an old Outlook", "-----Original Message-----\nFrom: Carlos\nSent: Monday\nTo: Hana\nSubject: Offer\n\n"],
];

describe("a quotation of an earlier message", () => {
  it.each(headers)("is left out with the lines that %s writes above it", (_program, header) => {
    expect(cut(`Forty bags.\n\n${header}${question}`, known(question))).toBe("Forty bags.");
    expect(cut(`Forty bags.\n\n${header}${marked(question)}`, known(question))).toBe("Forty bags.");
  });

  it.each([
    "On Tue, Nov 24, 2026 at 9:00 AM Carlos <carlos@finca.example> wrote:",
    "On Tue, Nov 24, 2026 at 9:00 AM Carlos <carlos@finca.example>\nwrote:",
    "24 nov. 2026 kl. 09:00 skrev Carlos <carlos@finca.example>:",
    "2026年11月24日(火) 9:00 Carlos <carlos@finca.example>:",
  ])("is left out with a line such as %j", (line) => {
    expect(cut(`Forty bags.\n\n${line}\n${marked(question)}`, known(question))).toBe("Forty bags.");
  });

  it("is left out however it is wrapped and marked", () => {
    const wrapped = question.replace("how many bags", "how many\n> bags").replace("the end of", "the end\n> of");
    expect(cut(`Forty.\n\nCarlos wrote:\n> > ${wrapped.replace(/\n(?!> )/g, "\n> > ")}`, known(question))).toBe(
      "Forty.",
    );
  });

  it("is left out where it is short, has only a part of the message, or the messages that this one quotes", () => {
    expect(cut("Great.\n\nAda wrote:\n> OK.", known("OK."))).toBe("Great.");
    const part = question.split("\n").slice(2, 4).join("\n");
    expect(cut(`Forty.\n\nCarlos wrote:\n${marked(part)}`, known(question))).toBe("Forty.");
    const answer = `Forty bags.\n\nCarlos wrote:\n${marked(question)}`;
    const next = `Agreed, the contract follows.\n\nHana wrote:\n${marked(answer)}`;
    expect(cut(next, known(question, answer))).toBe("Agreed, the contract follows.");
  });

  it("is all that a message has that only forwards it", () => {
    expect(cut(`From: Carlos\nSent: Monday\nSubject: Offer\n\n${question}`, known(question))).toBe("[…]");
  });
});

describe("what stays in a message", () => {
  it("is a quotation of a message that is not in the conversation", () => {
    const other = "This is written by somebody else, at length.\n\nBest regards,";
    const text = `For you.\n\nFrom: Else\nSent: Monday\nSubject: Else\n\n${other}`;
    expect(cut(text, known(question))).toBe(text);
    expect(cut(text, [])).toBe(text);
  });

  it("is what of a quotation no earlier message has, with who wrote it", () => {
    const between = `I never got this one to you.\n\nCarlos wrote:\n${marked(question)}`;
    const text = `See below.\n\nOn Tuesday, Bea wrote:\n${marked(between)}`;
    expect(cut(text, known(question))).toBe("See below.\n\nOn Tuesday, Bea wrote:\n> I never got this one to you.");
  });

  it("is an answer between quoted lines, below the line that it answers", () => {
    const lines = question.split("\n");
    const text = ["Carlos wrote:", ...lines.slice(0, 3).map((line) => `> ${line}`), "Forty.", ""]
      .concat(lines.slice(3).map((line) => `> ${line}`))
      .join("\n");
    expect(cut(text, known(question))).toBe(
      "[…]\n> Could you tell us how many bags of the Pink Bourbon you want?\n\nForty.",
    );
  });

  it("is a short answer whose words stand elsewhere in the quoted message", () => {
    const asked =
      "Is the roaster on its way to Kyoto already, or not?\nYes.\nAnd is the electrician there on Monday?\nYes.";
    const text =
      "From: Ada\nSent: Monday\n\nIs the roaster on its way to Kyoto already, or not?\nNo.\n" +
      "And is the electrician there on Monday?\nYes.";
    expect(cut(text, known(asked))).toContain("No.");
  });

  it("is a short answer to a long line, though the quoted message has that answer further on", () => {
    const line = "Is the roaster on its way to Kyoto already, or not?";
    const asked = `${line}\nThe electrician wants to know, and so does everybody else.\nYes.`;
    expect(cut(`From: Ada\nSent: Monday\n\n${line}\nYes.`, known(asked))).toBe(`[…]\n> ${line}\n\nYes.`);
  });

  it("is a text that quotes nothing, though an earlier message has the same lines", () => {
    expect(cut(question, known(question))).toBe(question);
  });
});

describe("in any conversation", () => {
  const cutAll = (mails: readonly ThreadMail[]) => {
    const earlier: KnownText[] = [];
    return mails.map((mail) => {
      const shown = cut(mail.text, earlier);
      earlier.push(knownText(mail.text));
      return { mail, shown };
    });
  };
  const linesOf = (text: string) => text.split("\n").map((line) => line.replace(/^[>\s]+/, ""));

  const inEach = (ways: readonly string[], check: (mails: ThreadMail[]) => void) =>
    fc.assert(fc.property(mailThread(ways), check), { numRuns: runs(2_000) });

  it("no line that somebody wrote is lost: it is in their message", () => {
    inEach(waysToQuote, (mails) => {
      for (const { mail, shown } of cutAll(mails)) {
        const lines = linesOf(shown);
        for (const line of mail.written) expect(lines).toContain(line);
      }
    });
  });

  it("no line of a message that is not there is lost: it is in the first message that quotes it", () => {
    inEach(waysToQuote, (mails) => {
      const all = cutAll(mails).map(({ shown }) => linesOf(shown));
      for (const [index, mail] of mails.entries()) {
        for (const line of mail.outside) expect(all.slice(0, index + 1).flat()).toContain(line);
      }
    });
  });

  it("no line is shown twice where replies stand above the whole messages that they quote", () => {
    inEach(["Outlook", "Gmail", "not at all"], (mails) => {
      const shown = cutAll(mails).flatMap(({ shown }) => linesOf(shown));
      for (const line of mails.flatMap(({ written }) => written)) {
        expect(shown.filter((one) => one === line)).toHaveLength(1);
      }
    });
  });
});

it("takes time that grows with the text, whatever it repeats", async () => {
  const telling = "> this line is long enough to tell that it was copied";
  const repeated = ["> a", "---", "From: a", telling, ""].map((line) => `${line}\n`.repeat(10_000));
  const texts = [...repeated, `b${"a".repeat(100_000)}`, "a".repeat(200_000)];
  for (const text of texts) {
    for (const other of [text, texts.at(-1) ?? ""]) {
      const work = () => withoutKnownQuotes({ text, quotesFrom: 0 }, known(other));
      expect(await ownCpuMs(work)).toBeLessThan(1_500);
    }
  }
});

// proves A32
it.each([
  ["short lines", "> a\n", "a\n"],
  ["long lines", `> ${"word ".repeat(18)}\n`, `${"word ".repeat(18)}b\n`],
  ["lines that say who wrote", "> On 24 Nov a@b.c wrote:\n", "On 24 Nov a@b.c wrote:\n"],
])("takes milliseconds for a megabyte of %s beside 20 messages of as many", async (_what, line, other) => {
  const [text = "", earlier = ""] = [line, other].map((one) => one.repeat(1_000_000 / one.length));
  const cpuMs = await ownCpuMs(() => {
    const ofLast = knownText(earlier);
    return withoutKnownQuotes({ text, quotesFrom: undefined }, new Array<KnownText>(20).fill(ofLast));
  });
  expect(cpuMs).toBeLessThan(250);
});

import { describe, expect, it } from "vitest";
import { answerLimits } from "#workers/text/text-window.ts";
import { answerWithin, type ReadingPlace } from "#workers/tools/resources/answer-within.ts";
import { readText } from "#workers/tools/resources/read-resource.ts";
import type { ResourceContent } from "#workers/tools/resources/resource-content.ts";

const uri = "teams:///teams/t/channels/c/messages/1";
const longestCursor = "c".repeat(300);

interface Reply {
  id: string;
  text: string;
}

const replies = (from: number, to: number): Reply[] =>
  Array.from({ length: to - from }, (_, at) => ({
    id: `r${from + at}`,
    text: `${'漢字 "x" '.repeat(20)}${from + at}`,
  }));

const text = (whole: string) => ({
  text: whole,
  contentType: "text/plain",
  writtenBy: { name: "Ada" },
  external: undefined,
});

/** Reads a message with its thread to the end, as a client does by cursors. */
function readToEnd(read: (position: string | undefined) => ResourceContent) {
  let from: ReadingPlace = { uri };
  const seen: string[] = [];
  let whole = "";
  let textFirst = 0;
  for (let answers = 1; ; answers += 1) {
    const content = read(from.position);
    const { answer, next } = answerWithin({ content, from, uri, kind: "channel-message", longestCursor });
    const isLast = next === undefined;
    const shown = readText({ ...answer, moreContent: !isLast, ...(!isLast && { nextCursor: longestCursor }) });
    expect(shown.length).toBeLessThanOrEqual(answerLimits.readCharacters);
    expect(Buffer.byteLength(JSON.stringify(shown)) - 2).toBeLessThanOrEqual(answerLimits.readBytes);
    expect(answer.incomplete !== undefined).toBe(!isLast);
    seen.push(...((answer.chatMessage?.replies ?? []) as Reply[]).map(({ id }) => id));
    whole += answer.body?.content.replace(/\n\n\[Cut here[^\]]*\]$/, " ") ?? "";
    if (answers === 1) textFirst = whole.trim().length;
    if (next === undefined) return { seen, whole: whole.trim().replace(/\s+/g, " "), textFirst, answers };
    if (answers > 40) throw new Error("the reading doesn't end");
    from = { ...from, ...next };
  }
}

describe("a resource with a long text and long lists", () => {
  it.each([
    ["a text alone", 12_000, 0],
    ["a list alone", 0, 200],
    ["a long text and a long list", 12_000, 200],
    ["a short text and a long list", 3, 200],
    ["a long text and a short list", 12_000, 2],
  ])("of %s is read to its end, each part once and each answer within the limits", (_what, words, count) => {
    const whole = Array.from({ length: words }, (_, at) => `word${at}`).join(" ");
    const {
      seen,
      whole: read,
      textFirst,
    } = readToEnd((position) => ({
      chatMessage: {
        id: "1",
        ...(count > 0 && { replies: position === undefined ? replies(0, count) : replies(count, count + 30) }),
      } as never,
      ...(position === undefined && words > 0 && { text: text(whole) }),
      listed: { things: "replies" },
      nextPosition: position === undefined && count > 0 ? "next" : undefined,
    }));
    expect(read).toBe(whole);
    expect(textFirst, "a third of an answer, beside a list").toBeGreaterThanOrEqual(Math.min(whole.length, 9_000));
    expect(seen).toEqual(count === 0 ? [] : replies(0, count + 30).map(({ id }) => id));
  });

  it("goes on after what was shown last, though newer ones have come before it meanwhile", () => {
    let newer = 0;
    const { seen, answers } = readToEnd(() => {
      newer += 1;
      const come = Array.from({ length: newer - 1 }, (_, at) => ({ id: `new${at}`, text: "new" }));
      return { chatMessage: { id: "1", replies: [...come, ...replies(0, 150)] } as never };
    });
    expect(answers).toBeGreaterThan(1);
    expect(seen).toEqual(replies(0, 150).map(({ id }) => id));
  });
});

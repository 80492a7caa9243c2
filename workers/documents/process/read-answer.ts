import type { z } from "zod";
import { isGapOf } from "#workers/documents/gaps.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import type { ReadText } from "#workers/documents/text-source.ts";
import type { Frame } from "./frames.ts";
import { answerHead, type Extraction } from "./protocol.ts";
import { takePictures } from "./take-pictures.ts";

type TextHead = Extract<z.output<typeof answerHead>, { kind: "text" }>;

/**
 * What a process says of a document. Undefined where it is not what a process says that runs our code: of another
 * document, not of its schema, with places that the text doesn't have, or with pictures that it doesn't
 * make.
 */
export function readAnswer({ head, body }: Frame, number: number): Extraction | undefined {
  const answer = answerHead.safeParse(head).data;
  if (answer?.number !== number || (answer.kind !== "text" && body.length > 0)) return undefined;
  if (answer.kind === "refused") return { ok: false, refusal: answer.refusal };
  const { kind: _kind, number: _number, format, pictures: _heads, ...rest } = answer;
  const taken = takePictures(body, answer);
  if (taken === undefined) return undefined;
  const { textBytes, pictures } = taken;
  const text = {
    ...rest,
    text: Buffer.from(textBytes.buffer, textBytes.byteOffset, textBytes.length).toString(),
    ...(pictures.length > 0 && { pictures }),
  };
  return isPlausible(text, answer) ? { ok: true, format, text } : undefined;
}

function isPlausible({ text, quotesFrom = 0 }: ReadText, { pages, pageCount, gaps }: TextHead) {
  if (text.length > maxTextCharacters || quotesFrom > text.length) return false;
  const areInText = (pages ?? []).every(
    ({ number, from }, at) =>
      number <= (pageCount ?? 0) && from <= text.length && (at === 0 || from >= (pages?.[at - 1]?.from ?? 0)),
  );
  return areInText && (gaps ?? []).every((gap) => isGapOf(gap, pageCount ?? 0));
}

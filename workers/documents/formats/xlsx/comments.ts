import { readXml } from "#workers/documents/ooxml/xml-events.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";

/** A comment on a cell. */
export interface Comment {
  address: string;
  text: string;
}

const maxComments = 20_000;
const maxAddressCharacters = 20;

/** The comments on the cells of a sheet. `isCut` when there are too many. */
export function readComments(bytes: Uint8Array | undefined): { comments: Comment[]; isCut: boolean } {
  const comments: Comment[] = [];
  let isCut = false;
  if (!bytes) return { comments, isCut };
  let length = 0;
  let isText = false;
  readXml(bytes, {
    open(name, { ref }) {
      if (name === "comment") comments.push({ address: ref?.slice(0, maxAddressCharacters) ?? "?", text: "" });
      isText = name === "t";
      return undefined;
    },
    close() {
      isText = false;
    },
    text(text) {
      const comment = comments.at(-1);
      if (!isText || !comment) return;
      comment.text += text.replace(/\s+/g, " ");
      length += text.length;
    },
    isEnough() {
      isCut = length > maxTextCharacters || comments.length > maxComments;
      return isCut;
    },
  });
  return { comments, isCut };
}

/** Comments as a list, each with the address of its cell. Empty without comments. */
export function commentList(comments: readonly Comment[]): string {
  const lines = comments.map(({ address, text }) => `- ${address}: ${withoutNotice(text).trim()}`);
  return lines.length === 0 ? "" : `Comments:\n\n${lines.join("\n")}`;
}

/** A comment without the notice for older versions that Excel writes above a threaded comment. */
function withoutNotice(comment: string): string {
  return comment.replace(/\[Threaded comment\] Your version of Excel .{0,400}? Comment: {1,20}/s, "");
}

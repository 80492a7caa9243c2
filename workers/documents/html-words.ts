import { type Token, Tokenizer } from "parse5";

/** Elements that do not end the word they stand in; all others separate words. */
const inlineTags = new Set(["a", "at", "b", "em", "font", "i", "s", "span", "strong", "sub", "sup", "u"]);

/**
 * The text of HTML, to search in and never to show: what is hidden in it is included. Reads tokens and builds no tree,
 * so that time is linear in the text however it nests: about 10 µs for a usual chat message, at most 5 ms for 100,000
 * characters.
 */
export function wordsOfHtml(html: string): string {
  let text = "";
  const addText = ({ chars }: Token.CharacterToken) => {
    text += chars;
  };
  const addTag = ({ tagName }: Token.TagToken) => {
    if (!inlineTags.has(tagName)) text += " ";
  };
  const addSpace = () => {
    text += " ";
  };
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: false },
    {
      onCharacter: addText,
      onWhitespaceCharacter: addText,
      onNullCharacter: addSpace,
      onStartTag: addTag,
      onEndTag: addTag,
      onComment: addSpace,
      onDoctype: addSpace,
      onEof: addSpace,
    },
  );
  tokenizer.write(html, true);
  return text;
}

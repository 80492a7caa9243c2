/**
 * A text without what programs put around the words of a document: signs of Markdown, addresses of links, numbers of
 * pages and slides, and the word "image". Some write them and others don't, which is neither right nor wrong.
 */
export function withoutMarks(text: string): string {
  return text
    .replace(/^(?:\[Page \d+\]|-- \d+ of \d+ --|(?:#+ )?Slide \d+:?)/gm, "")
    .replace(/\(image(?: \d+)?(?: at [A-Z]+\d+)?(?:: ([^()]*))?\)/g, "$1")
    .replace(/<br\s*\/?>/g, " ")
    .replace(/<(?:https?|mailto):[^<>\s]*>/g, " ")
    .replace(/!?\[([^[\]]*)\]\([^()\s]*\)/g, "$1")
    .replace(/\[\^\w+\]:?/g, "")
    .replace(/[*`]|\\(?=[^\p{L}\p{N}\s])|(?<!\S)_+|_+(?!\S)/gu, "");
}

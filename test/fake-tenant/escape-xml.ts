/** The text made safe inside an element or a quoted attribute of XML or HTML. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

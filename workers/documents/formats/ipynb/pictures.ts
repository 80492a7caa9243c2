/** `![a chart](attachment:image.png "title")`; a target may be a picture of megabytes. */
const markdownPicture = /!\[([^[\]\n]{0,300})\]\(([^()\s]*)(?:[ \t]{1,5}"[^"\n]{0,300}")?\)/g;
const htmlPicture = /<img\b([^<>]*)>/gi;
const altText = /\balt\s{0,5}=\s{0,5}(?:"([^"]{0,300})"|'([^']{0,300})')/i;

/** What stands in a text for a picture: its description or the name of its file, where it has one. */
export function pictureText(description: string): string {
  const words = description.replace(/\s+/g, " ").trim();
  return words === "" ? "(image)" : `(image: ${words})`;
}

/** The pictures of a Markdown text by their descriptions or names, without their data. */
export function namePictures(markdown: string): string {
  return markdown
    .replace(markdownPicture, (_, description: string, target: string) =>
      pictureText(description.trim() || fileNameIn(target)),
    )
    .replace(htmlPicture, (_, attributes: string) => {
      const [, quoted, apostrophes] = altText.exec(attributes) ?? [];
      return pictureText(quoted ?? apostrophes ?? "");
    });
}

/** The name of an attached picture or of one at an address; nothing of a picture's data. */
function fileNameIn(target: string): string {
  if (/^data:/i.test(target)) return "";
  const [path = ""] = target.replace(/^attachment:/i, "").split(/[?#]/, 1);
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.length <= 100 ? name : "";
}

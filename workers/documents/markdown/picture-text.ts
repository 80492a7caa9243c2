import { decodePercent } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";

/** A place of a file on somebody's machine or in a network. It names people, and says nothing about the picture. */
const place =
  /(?:\b[a-z]:[\\/]|\\\\[\w.-]{1,100}\\|\bfile:[\\/]|(?<![\w/])\/(?:users|home|var|private|tmp|volumes)\/).*/i;
/** Programs take the picture's address for a description where nobody wrote one. */
const address = /^(?:https?:\/\/|cid:|data:|blob:|about:)\S*$/i;
/** A program's number of a picture. */
const number = /^\d{5,}$/;
const fileName = /^[^\\/?#]{1,100}\.[a-z]{3,4}$/i;
/** What Office writes below descriptions that it makes, and its names for pictures that nobody described. */
const generated = new RegExp(
  " ?(?:Description (?:automatically )?generated(?: with (?:very )?(?:low|medium|high) confidence)?" +
    "|Automatisch generierte Beschreibung|Description générée automatiquement|Descripción generada automáticamente" +
    "|自動的に生成された説明|描述已自动生成|AI-generated content may be incorrect)[.。]?$",
  "i",
);
/** Names that Office gives. Those of pictures in messages of Teams, such as `picture=1`, have a form of their own. */
const defaultName = new RegExp(
  "^(?:Picture|Image|Graphics?|Bild|Grafik|Imagen?|Imagem|Immagine|Chart|Diagramm|Gr[aá]fico" +
    "|図|グラフ|图片|圖片|그림) ?\\d{0,3}$",
  "i",
);

/**
 * The place of a picture in a text: the number by which it can be asked for, the cell that it stands at, and its
 * description, as far as there are any. Of a path or an address only the name of the file is told. Empty where there
 * is nothing to tell.
 */
export function pictureText(
  description: string,
  { number, cell }: { number?: number | undefined; cell?: string } = {},
): string {
  const told = whatIsTold(description.replace(/\s+/g, " ").trim().replace(generated, ""));
  const words = defaultName.test(told) ? "" : told;
  const known = [number, ...(cell ? [`at ${cell}`] : [])].filter((one) => one !== undefined).join(" ");
  if (number === undefined) return words === "" ? "" : `(image: ${words})`;
  return words === "" ? `(image ${known})` : `(image ${known}: ${words})`;
}

function whatIsTold(description: string): string {
  if (address.test(description)) return nameIn(description.slice(0, description.search(/[?#]|$/)));
  if (number.test(description)) return "";
  return description.replace(place, nameIn).trim();
}

function nameIn(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const decoded = decodePercent(name) ?? name;
  return fileName.test(decoded) ? decoded : "";
}

import { ToolError } from "#common/errors.ts";
import { cleanLine } from "#workers/text/clean-text.ts";

/** A sensitivity label of Microsoft Purview, as an item carries it. */
export interface SensitivityLabel {
  /** A GUID in lower case. */
  id: string;
  /** Name as the item says it: text of an untrusted author. */
  name?: string;
}

/** An item has one of each organisation. Of more nobody knows what they mean. */
export const maxLabels = 20;
export const maxLabelNameCharacters = 100;

/**
 * The labels that an item has, at most `maxLabels`; empty where it has none. Undefined where they can't be read, or its
 * format may have some in a place that is not looked at.
 */
export type FoundLabels = readonly SensitivityLabel[] | undefined;

/** An item that the organisation denies to the connector for its label, or whose label can't be read. */
export class DeniedByLabel extends ToolError {
  constructor(message: string) {
    super("forbidden", `${message} Don't try again in another way: open it in its own program.`);
  }
}

/**
 * Throws `DeniedByLabel` for an item with one of the denied labels; and, where any label is denied, for one whose
 * labels are not known.
 */
export function requireAllowedLabels(labels: FoundLabels, denied: ReadonlySet<string>): void {
  if (denied.size === 0) return;
  if (labels === undefined) {
    throw new DeniedByLabel(
      "Your organisation denies items with some sensitivity labels to this connector, and whether this one has such " +
        "a label can't be read here.",
    );
  }
  if (labels.some(({ id }) => denied.has(id))) {
    throw new DeniedByLabel("It has a sensitivity label that your organisation denies to this connector.");
  }
}

/** What an answer says of the labels of an item. */
export function shownLabels(labels: FoundLabels): { sensitivityLabels?: readonly SensitivityLabel[] } {
  return labels === undefined || labels.length === 0 ? {} : { sensitivityLabels: labels };
}

const guid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const propertyName = new RegExp(`^MSIP_Label_(${guid})_(\\w{1,40})$`, "i");
/** A property in a text: `name=value`, an XML attribute or element. In other texts its name alone. */
const propertyInText = new RegExp(
  `(MSIP_Label_${guid}_[a-z]{1,40})(?:\\s*=\\s*["']?([^"';<>]{0,200})|(?:\\s[^<>]{0,100})?>([^<]{0,200}))?`,
  "gi",
);

/**
 * The labels that properties name, as Microsoft documents them:
 * https://learn.microsoft.com/information-protection/develop/concept-mip-metadata. One that is switched off is none.
 */
export function labelsOfProperties(properties: Iterable<readonly [name: string, value: string]>): FoundLabels {
  const found = new Map<string, { name?: string; isOn?: boolean }>();
  for (const [property, value] of properties) {
    const [, id, attribute] = propertyName.exec(property) ?? [];
    if (id === undefined || attribute === undefined) continue;
    const key = id.toLowerCase();
    const label = found.get(key) ?? {};
    found.set(key, label);
    const said = cleanLine(value).trim();
    if (attribute.toLowerCase() === "enabled" && said !== "") label.isOn = label.isOn || !/^(?:false|0)$/i.test(said);
    if (attribute.toLowerCase() === "name" && said !== "") label.name ??= said.slice(0, maxLabelNameCharacters);
  }
  return bounded(
    [...found]
      .filter(([, { isOn }]) => isOn !== false)
      .map(([id, { name }]) => ({ id, ...(name !== undefined && { name: name.toWellFormed() }) })),
  );
}

/** The labels that a text names: the XMP of a PDF, the value of a mail's header, HTML and RTF that Office saved. */
export function labelsInText(text: string): FoundLabels {
  // Text in UTF-16 may have been read byte by byte.
  const found = text.replaceAll("\0", "").matchAll(propertyInText);
  return labelsOfProperties([...found].map(([, name = "", value, element]) => [name, value ?? element ?? ""]));
}

/** The header of a mail with its labels, in lower case. */
export const labelsHeader = "msip_labels";

/**
 * The labels that the values of a mail's headers `msip_labels` name. Long ones are encoded (RFC 2047). Undefined where
 * there is a value without a label; and for a mail without labels that doesn't say how it came (`Received`): drafts and
 * sent mails have not all of their headers.
 */
export function labelsOfMail(values: readonly string[], isReceived: boolean): FoundLabels {
  const each = values.map(decodeWords).filter((value) => value.trim() !== "");
  const labels = joinLabels(each.map((value) => (/MSIP_Label_/i.test(value) ? labelsInText(value) : undefined)));
  return labels?.length === 0 && !isReceived ? undefined : labels;
}

/** The labels that a file names in its bytes, also in UTF-16. Quick where it names none, as it is searched once. */
export function labelsInBytes(bytes: Uint8Array): FoundLabels {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const namesOne = (["latin1", "utf16le"] as const).some((encoding) => file.includes("MSIP_Label_", 0, encoding));
  return namesOne ? labelsInText(file.toString("latin1")) : [];
}

/** The labels of all parts. Undefined where those of one are. */
export function joinLabels(all: readonly FoundLabels[]): FoundLabels {
  const known = all.filter((one) => one !== undefined);
  if (known.length < all.length) return undefined;
  const byId = new Map<string, SensitivityLabel>();
  for (const label of known.flat()) if (byId.get(label.id)?.name === undefined) byId.set(label.id, label);
  return bounded([...byId.values()]);
}

const bounded = (labels: readonly SensitivityLabel[]): FoundLabels => (labels.length > maxLabels ? undefined : labels);

function decodeWords(value: string): string {
  return value
    .replace(/\r?\n(?=[ \t])/g, "")
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?[^?\s]{1,40}\?([BQ])\?([^?\s]*)\?=/gi, (_word, encoding: string, text: string) =>
      encoding.toUpperCase() === "B"
        ? Buffer.from(text, "base64").toString()
        : Buffer.from(
            text
              .replaceAll("_", " ")
              .replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
            "latin1",
          ).toString(),
    );
}

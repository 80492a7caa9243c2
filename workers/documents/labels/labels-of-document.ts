import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { readXml } from "#workers/documents/ooxml/xml-events.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import type { Sample } from "#workers/documents/sample.ts";
import { type FoundLabels, joinLabels, labelsInText, labelsOfProperties, type SensitivityLabel } from "./labels.ts";

/** Formats with no place for a label: Microsoft's programs label none of them. */
const withoutLabels: ReadonlySet<string> = new Set(["vtt", "icalendar", "vcard", "ipynb", "svg"]);
/** Office writes its own properties into these, in plain letters; XML of Word and Excel is read as text. */
const withProperties: ReadonlySet<string> = new Set(["html", "rtf", "plain_text"]);

/**
 * The labels of a document in a format whose reader doesn't tell them. Undefined where they can't be read: in archives
 * and pictures, which may have some, they are not looked for.
 */
export function labelsOfDocument({ office, source }: Sample, format: string): FoundLabels {
  if (source.isBody === true || withoutLabels.has(format)) return [];
  if (office !== undefined) return labelsOfOffice(office);
  return withProperties.has(format) ? labelsInText(Buffer.from(source.bytes).toString("latin1")) : undefined;
}

/**
 * The labels of an Office document: its custom properties (ECMA-376 part 1, 15.2.12.2), and the part in which newer
 * versions keep them (MS-OFFCRYPTO 2.6). Both count, since an older program may have written one of them alone.
 */
function labelsOfOffice(office: OfficePackage): FoundLabels {
  try {
    const inside = office
      .relationsOf("")
      .all()
      .filter(({ isExternal }) => !isExternal);
    const bytesOf = (type: string, usual: string) => {
      const targets = inside.filter((one) => one.type.toLowerCase() === type).map(({ target }) => target);
      return [...new Set([usual, ...targets])].flatMap((part) => office.read(part) ?? []);
    };
    return joinLabels([
      ...bytesOf("custom-properties", "docProps/custom.xml").map(labelsOfCustomProperties),
      ...bytesOf("classificationlabels", "docMetadata/LabelInfo.xml").map(labelsOfLabelInfo),
    ]);
  } catch (error) {
    if (error instanceof DocumentRefusal) return undefined;
    throw error;
  }
}

function labelsOfCustomProperties(bytes: Uint8Array): FoundLabels {
  const properties: [string, string][] = [];
  readXml(bytes, {
    open(name, attributes) {
      if (name === "property") properties.push([attributes.name ?? "", ""]);
    },
    text(text) {
      const last = properties.at(-1);
      if (last?.[0].startsWith("MSIP_")) last[1] += text;
    },
  });
  return labelsOfProperties(properties);
}

/** `<clbl:label id="{…}" enabled="1" method="Privileged" siteId="{…}" removed="0"/>` */
function labelsOfLabelInfo(bytes: Uint8Array): FoundLabels {
  const labels: SensitivityLabel[] = [];
  readXml(bytes, {
    open(name, { id = "", enabled = "1", removed = "0" }) {
      const isOn = /^(?:1|true)$/i.test(enabled) && !/^(?:1|true)$/i.test(removed);
      const [guid] = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(id) ?? [];
      if (name === "label" && guid !== undefined && isOn) labels.push({ id: guid.toLowerCase() });
    },
  });
  return joinLabels([labels]);
}

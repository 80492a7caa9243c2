import type { CompoundEntry } from "#workers/documents/archive/compound-file.ts";

/** PSETID_Appointment (MS-OXPROPS 1.3.2), as it is stored. */
const appointmentSet = Buffer.from("0220060000000000c000000000000046", "hex");
const entryBytes = 8;
const guidBytes = 16;
/** The first GUIDs are fixed, those of the stream follow. */
const fixedGuids = 3;

/** The id, such as `8005`, that a file gives to a property of appointments, by that property's number in its set. */
export type NamedIds = ReadonlyMap<number, string>;

/** The properties of appointments that a message file names (MS-OXMSG 2.2.3). They hold for attached messages too. */
export function appointmentIds(root: CompoundEntry): NamedIds {
  const guids = nameStream(root, "0002");
  const entries = nameStream(root, "0003");
  const ids = new Map<number, string>();
  for (let at = 0; at + entryBytes <= entries.length; at += entryBytes) {
    const kindAndGuid = entries.readUInt16LE(at + 4);
    const guidAt = ((kindAndGuid >> 1) - fixedGuids) * guidBytes;
    const isNumbered = (kindAndGuid & 1) === 0;
    if (!isNumbered || guidAt < 0 || !guids.subarray(guidAt, guidAt + guidBytes).equals(appointmentSet)) continue;
    ids.set(entries.readUInt32LE(at), idAt(entries, at));
  }
  return ids;
}

/** The ids of the properties that a message file names by this word, of whatever set: headers are such properties. */
export function idsOfName(root: CompoundEntry, name: string): string[] {
  const texts = nameStream(root, "0004");
  const entries = nameStream(root, "0003");
  const ids: string[] = [];
  for (let at = 0; at + entryBytes <= entries.length; at += entryBytes) {
    const [textAt, isNamed] = [entries.readUInt32LE(at), (entries.readUInt16LE(at + 4) & 1) === 1];
    if (!isNamed || textAt + 4 > texts.length) continue;
    const text = texts.toString("utf16le", textAt + 4, textAt + 4 + texts.readUInt32LE(textAt));
    if (text.toLowerCase() === name) ids.push(idAt(entries, at));
  }
  return ids;
}

const nameStream = (root: CompoundEntry, id: string) =>
  asBuffer(root.children.get("__nameid_version1.0")?.children.get(`__substg1.0_${id}0102`)?.read());

const idAt = (entries: Buffer, at: number) =>
  (0x8000 + entries.readUInt16LE(at + 6)).toString(16).toUpperCase().padStart(4, "0");

function asBuffer(bytes: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

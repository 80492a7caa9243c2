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
  const names = root.children.get("__nameid_version1.0");
  const stream = (id: string) => asBuffer(names?.children.get(`__substg1.0_${id}0102`)?.read());
  const guids = stream("0002");
  const entries = stream("0003");
  const ids = new Map<number, string>();
  for (let at = 0; at + entryBytes <= entries.length; at += entryBytes) {
    const kindAndGuid = entries.readUInt16LE(at + 4);
    const guidAt = ((kindAndGuid >> 1) - fixedGuids) * guidBytes;
    const isNumbered = (kindAndGuid & 1) === 0;
    if (!isNumbered || guidAt < 0 || !guids.subarray(guidAt, guidAt + guidBytes).equals(appointmentSet)) continue;
    const id = 0x8000 + entries.readUInt16LE(at + 6);
    ids.set(entries.readUInt32LE(at), id.toString(16).toUpperCase().padStart(4, "0"));
  }
  return ids;
}

function asBuffer(bytes: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

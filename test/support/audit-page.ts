import { z } from "zod";
import { auditEvents, everyLine, macMember } from "#gateway/audit/audit-entry.ts";
import { markdownTable } from "./marked-block.ts";

type Shape = Readonly<Record<string, z.ZodType>>;

const code = (text: string) => `\`${text}\``;

/** Also of a member that is made optional where it is used. */
function meaningOf(schema: z.ZodType): string {
  const own = schema.description;
  if (own !== undefined || !(schema instanceof z.ZodOptional)) return own ?? "";
  const inner = schema.unwrap();
  return inner instanceof z.ZodType ? (inner.description ?? "") : "";
}

function memberRow([name, schema]: [string, z.ZodType], lines: readonly string[]): string[] {
  const isOptional = schema.safeParse(undefined).success;
  return [code(name), isOptional ? "sometimes" : "always", lines.join(", "), meaningOf(schema)];
}

/** Every kind of audit line, and every member with the lines that have it. */
export function auditTables(): string {
  const kinds = Object.entries(auditEvents).map(([event, { meaning }]) => [code(event), `${meaning}.`]);
  const common: Shape = { ...everyLine.shape, mac: macMember };
  const rows = Object.entries(common).map((member) => memberRow(member, ["every line"]));
  const shapes = Object.entries(auditEvents).map(([event, { fields }]): [string, Shape] => [event, fields.shape]);
  const members = new Map(shapes.flatMap(([, shape]) => Object.entries(shape)));
  for (const member of members) {
    const [name, schema] = member;
    // A member that means one thing in two lines has one row; otherwise each has its own.
    const owners = shapes.filter(([, shape]) => shape[name] !== undefined);
    const meanings = new Map(owners.map(([, shape]) => [shape[name]?.description, shape[name] ?? schema]));
    for (const [meaning, own] of meanings) {
      const lines = owners.flatMap(([event, shape]) => (shape[name]?.description === meaning ? [code(event)] : []));
      rows.push(memberRow([name, own], lines));
    }
  }
  const kindTable = markdownTable(["line", "says"], kinds);
  return `${kindTable}\n\n${markdownTable(["member", "there", "in", "meaning"], rows)}`;
}

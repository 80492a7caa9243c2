import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";

/** The folder of Microsoft's documented examples and types. */
export const sharedGraph = new URL("../../../../shared/graph/", import.meta.url);

/** Why tests against Microsoft's types can't run here; undefined when they can. */
export const missingTypes = existsSync(sharedGraph)
  ? undefined
  : "the documented Graph examples (../shared/graph) are not beside the repository";

/** A file of the shared Graph data as JSON. */
export const readShared = (path: string): unknown => JSON.parse(readFileSync(new URL(path, sharedGraph), "utf8"));

interface Schema {
  $defs: Record<string, { properties?: Record<string, unknown>; allOf?: { $ref: string }[] }>;
}

/** A check that an object is of a Graph type: valid by its schema, and without properties that the type has not. */
export function createTypeCheck(): (type: string, item: object) => void {
  const schema = readShared("graph-types.schema.json") as Schema;
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(schema as object, "graph");

  function propertiesOf(type: string): Set<string> {
    const definition = schema.$defs[type];
    if (definition === undefined) throw new Error(`The schema has no ${type}.`);
    const inherited = (definition.allOf ?? []).flatMap(({ $ref }) => [...propertiesOf($ref.slice("#/$defs/".length))]);
    return new Set([...inherited, ...Object.keys(definition.properties ?? {})]);
  }

  return (type, item) => {
    const valid = ajv.validate({ $ref: `graph#/$defs/${type}` }, item);
    expect({ type, valid, errors: ajv.errors }).toEqual({ type, valid: true, errors: null });
    const known = propertiesOf(type);
    const names = Object.keys(item).filter((name) => !name.startsWith("@"));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  };
}

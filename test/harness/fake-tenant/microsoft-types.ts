import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { documentedExample } from "#test/support/graph-corpus.ts";

interface Schema {
  $defs: Record<string, { properties?: Record<string, unknown>; allOf?: { $ref: string }[] }>;
}

/** A check that an object is of a Graph type: valid by its schema, and without properties that the type has not. */
export function createTypeCheck(): (type: string, item: object) => void {
  const schema = documentedExample("graph-types.schema.json") as Schema;
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
    const names = Object.keys(item).filter((name) => !name.includes("@"));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  };
}

import fc from "fast-check";

/**
 * A run of an unchanged tree ends as the one before it did. `PROPERTY_SEED=random` looks for new counterexamples, and a
 * number repeats what such a run has found.
 */
const { PROPERTY_SEED: asked = "20261125" } = process.env;
if (asked !== "random") fc.configureGlobal({ seed: Number(asked) });

import fc from "fast-check";

/**
 * Property tests look for new counterexamples on every machine but CI: there, a run of an unchanged tree must end as
 * the one before it did.
 */
if (process.env.CI !== undefined) fc.configureGlobal({ seed: 20_261_125 });

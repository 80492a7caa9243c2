/**
 * Imports a library from where this file is copied to.
 *
 * @param {string} name
 */
export const load = (name) => import(name);

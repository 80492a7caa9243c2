/** Imports a library from where this file is copied to. */
export const load = (name) => import(name);

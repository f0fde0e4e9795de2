// What is in a folder, for the steps of the build.
import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** The files in `folder` and below, by their names as an address has them, in alphabetical order. */
export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/"))
    .sort();
}

/* A sheet opened again from its downloaded file: read by js-yaml, each answer as a text, in a bounded time. */

const LIBRARY = "../vendor/js-yaml-5.5.0/js-yaml.esm.min.mjs";
const MAX_BYTES = 200_000; /* As the links that carry a sheet. */
const MAX_VALUES = 5000; /* A file may repeat a part by its name: what it says in a few lines could fill the memory. */

/**
 * Open a file: its answers, null when it holds no sheet, and the sentence that says which.
 * @param {File} file
 * @returns {Promise<{ content: { value: Sheet, identifiant: string } | null, message: string }>}
 */
export async function openSheetFile(file) {
  const content = await readSheetFile(file);
  const unread = `« ${file.name} » n'est pas une fiche téléchargée ici : il n'a pas pu être lu.`;
  return { content, message: content ? `« ${file.name} » est repris.` : unread };
}

async function readSheetFile(file) {
  if (file.size > MAX_BYTES) return null;
  const { FAILSAFE_SCHEMA, load } = await import(new URL(LIBRARY, import.meta.url).href);
  try {
    const content = copyValue(load(await file.text(), { schema: FAILSAFE_SCHEMA }), { left: MAX_VALUES });
    /* The lines of a meeting are an item of the calendar's list. */
    const value = Array.isArray(content) && content.length === 1 ? content[0] : content;
    if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
    return { value, identifiant: file.name.replace(/\.[^.]*$/, "") };
  } catch {
    return null;
  }
}

/** Copy the texts of a value, in objects and lists. */
function copyValue(value, budget) {
  budget.left -= 1;
  if (budget.left < 0) throw new Error("too long");
  if (Array.isArray(value)) return value.map((item) => copyValue(item, budget));
  if (value === null || typeof value !== "object") return value === null ? "" : String(value);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copyValue(child, budget)]));
}

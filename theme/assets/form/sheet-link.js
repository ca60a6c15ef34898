/* A link that carries the answers of the form, compressed, after the `#` of the address: no server receives them. */

/** How what an address holds after its path begins, when it carries answers. */
const LINK_PREFIX = "#fiche=";
const MAX_BYTES = 200_000; /* Many times the fullest sheet: a forged link must not fill the memory. */
const MAX_ITEMS = 100; /* As the schemas: a forged list must not freeze the page. */

/** Pass bytes through a stream of the browser, at most `MAX_BYTES` of them. */
async function transform(bytes, stream) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    size += value.length;
    if (size > MAX_BYTES) throw new Error("too long");
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Keep the texts, numbers and booleans of a value, in objects and lists of a bounded length. */
function boundValue(value) {
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map(boundValue);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).slice(0, MAX_ITEMS).map(([key, child]) => [key, boundValue(child)]));
}

/**
 * Build the link that opens the form of a page filled with a draft; null where the browser cannot compress.
 * @param {string} page - the URL of the form, without `#`.
 * @param {Draft} draft
 * @returns {Promise<string | null>}
 */
export async function buildSheetLink(page, draft) {
  if (!("CompressionStream" in globalThis)) return null;
  const bytes = await transform(new TextEncoder().encode(JSON.stringify(draft)), new CompressionStream("deflate-raw"));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `${page}${LINK_PREFIX}${text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
}

/**
 * Read the draft that the address of the page carries; null without one, or when it is damaged.
 * @param {string} hash
 * @returns {Promise<Draft | null>}
 */
export async function readSheetLink(hash) {
  if (!hash.startsWith(LINK_PREFIX) || !("DecompressionStream" in globalThis)) return null;
  try {
    const text = atob(hash.slice(LINK_PREFIX.length).replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
    const draft = JSON.parse(new TextDecoder().decode(await transform(bytes, new DecompressionStream("deflate-raw"))));
    const { value, identifiant, base, measured } = draft;
    const isSheet = (part) => part !== null && typeof part === "object" && !Array.isArray(part);
    if (!isSheet(value)) return null;
    const bound = (part) => (isSheet(part) ? boundValue(part) : undefined);
    return { value: boundValue(value), identifiant: String(identifiant ?? ""), base: bound(base), measured: bound(measured) };
  } catch {
    return null;
  }
}

/* Draft of a form in the browser's localStorage: it survives the closing of the tab. */

/**
 * Return the draft stored under a name. `save` returns false when the browser refuses storage.
 * @param {string} name
 * @returns {{ save: (content: Draft) => boolean, restore: () => Draft | null, erase: () => void }}
 */
export function openDraft(name) {
  const key = `brouillon:${name}`;
  return {
    save(content) {
      try {
        localStorage.setItem(key, JSON.stringify(content));
        return true;
      } catch {
        return false;
      }
    },
    restore() {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    },
    erase() {
      try {
        localStorage.removeItem(key);
      } catch { /* Storage is refused: there is no draft. */ }
    },
  };
}

/* Draft of a form in the browser's localStorage: it survives the closing of the tab. Sites of one host share it: each
   keeps its drafts under its own address. */

/**
 * Return the draft stored under a name for the site at `root`. `save` returns false when the browser refuses storage.
 * @param {string} root - the URL of the site's home page, absolute or relative.
 * @param {string} name
 * @returns {{ save: (content: Draft) => boolean, restore: () => Draft | null, erase: () => void }}
 */
export function openDraft(root, name) {
  const key = `brouillon:${new URL(`${root}/`, location.href).pathname}:${name}`;
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

/* Draft of a form in the browser's localStorage: it survives the closing of the tab. Sites of one host share it: each
   keeps its drafts under its own address. */

/**
 * Return the draft stored under a name for the site at `root`. `save` returns false when the browser refuses storage;
 * `undoErase` returns whether an erased draft is back.
 * @param {string} root - the URL of the site's home page, absolute or relative.
 * @param {string} name
 * @returns {{ save: (content: Draft) => boolean, restore: () => Draft | null, erase: () => void, isErased: () => boolean, undoErase: () => boolean }}
 */
export function openDraft(root, name) {
  const key = `brouillon:${new URL(`${root}/`, location.href).pathname}:${name}`;
  /* A browser that refuses storage has no draft. */
  const attempt = (action) => {
    try {
      return action();
    } catch {
      return null;
    }
  };
  /* An erased draft can be taken back until the tab is closed. */
  const move = (from, to) => attempt(() => {
    const text = from.getItem(key);
    if (text === null) return false;
    to.setItem(key, text);
    from.removeItem(key);
    return true;
  }) ?? false;
  return {
    save: (content) => attempt(() => {
      localStorage.setItem(key, JSON.stringify(content));
      sessionStorage.removeItem(key);
      return true;
    }) ?? false,
    restore: () => attempt(() => JSON.parse(localStorage.getItem(key))),
    erase: () => move(localStorage, sessionStorage),
    isErased: () => attempt(() => sessionStorage.getItem(key) !== null) ?? false,
    undoErase: () => move(sessionStorage, localStorage),
  };
}

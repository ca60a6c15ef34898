/* The draft: what was typed survives the closing of the tab, in this browser only. */

/** Keep the answers of a form under a name; return `save`, `restore` and `erase`. */
export function draft(name) {
  const key = `brouillon:${name}`;
  return {
    save(answers) {
      try {
        localStorage.setItem(key, JSON.stringify(answers));
        return true;
      } catch (refused) {
        return false; /* This browser keeps nothing: the page says so. */
      }
    },
    restore() {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch (refused) {
        return null;
      }
    },
    erase() {
      try {
        localStorage.removeItem(key);
      } catch (refused) { /* There was nothing to erase. */ }
    },
  };
}

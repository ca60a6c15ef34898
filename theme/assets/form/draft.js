/* Draft of a form in the browser's localStorage: it survives the closing of the tab. Sites of one host share it: each
   keeps its drafts under its own address. */

function buildKey(root, name) {
  return `brouillon:${new URL(`${root}/`, location.href).pathname}:${name}`;
}

/** Run an action on the storage; null when the browser refuses it. */
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

/** Name the draft of a new entry: the first one has the name of its form, the others a number besides. */
export function nameNewDraft(scope, number) {
  return number > 1 ? `${scope}+${number}` : scope;
}

/**
 * List the drafts of new entries of a form, in order.
 * @param {string} root
 * @param {string} scope
 * @returns {{ number: number, title: string }[]}
 */
export function listNewDrafts(root, scope) {
  const key = buildKey(root, scope);
  return attempt(() => {
    const numbers = Object.keys(localStorage).filter((name) => name === key || name.startsWith(`${key}+`))
      .map((name) => Number(name.slice(key.length + 1) || 1)).filter(Number.isSafeInteger);
    return numbers.sort((a, b) => a - b).map((number) => ({ number, title: readTitle(buildKey(root, nameNewDraft(scope, number))) }));
  }) ?? [];
}

function readTitle(key) {
  const title = attempt(() => JSON.parse(localStorage.getItem(key)).value.titre);
  return typeof title === "string" && title.trim() ? title : "Sans titre";
}

/**
 * Return the draft stored under a name for the site at `root`. `save` returns false when the browser refuses storage;
 * `undoErase` returns whether an erased draft is back.
 * @param {string} root - the URL of the site's home page, absolute or relative.
 * @param {string} name
 * @returns {{ save: (content: Draft) => boolean, restore: () => Draft | null, erase: () => void, isErased: () => boolean, undoErase: () => boolean }}
 */
export function openDraft(root, name) {
  const key = buildKey(root, name);
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

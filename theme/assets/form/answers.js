/* The answers: from the form's controls to a plain object, and back. A control's name is its path. */

/** Return the steps of a name: "etapes[0].titre" -> ["etapes", 0, "titre"]. */
function steps(name) {
  return Array.from(name.matchAll(/([^.[\]]+)|\[(\d+)\]/g), (found) => (found[2] ? Number(found[2]) : found[1]));
}

/** Return the name of a path: ["etapes", 0, "titre"] -> "etapes[0].titre". */
function nameOf(path) {
  return path.map((step, at) => (typeof step === "number" ? `[${step}]` : (at ? "." : "") + step)).join("");
}

/* « 20.000 » may be twenty or twenty thousand: it stays as typed, and is refused. */
const NUMBER = /^(?!-?\d{1,3}\.\d{3}$)-?(0|[1-9]\d*)(\.\d+)?$/;

/* A date, a number, an address: the spaces that come with a paste are no part of it. */
const ONE_WORD = new Set(["number", "word"]);

function controls(form) {
  return Array.from(form.elements).filter((each) => each.name && each.name !== "identifiant");
}

/** Return what a control says, undefined when it is empty; what is no number stays as it was typed. */
function answer(control) {
  const text = ONE_WORD.has(control.dataset.type) ? control.value.trim() : control.value;
  if (control.type === "checkbox") return control.checked ? text : undefined;
  if (text === "") return undefined;
  if (control.dataset.type === "number") return NUMBER.test(text) ? Number(text) : text;
  if (control.dataset.type === "boolean") return text === "true";
  return text;
}

/**
 * Return what the form says: `value`, without anything empty, and `nameAt(path)`, the name of the control
 * or group that a path of `value` comes from.
 */
export function collect(form) {
  const tree = {};
  controls(form).filter((each) => each.type === "checkbox").forEach(noteOrder);
  for (const control of controls(form)) {
    const said = answer(control);
    if (said === undefined) continue;
    const path = steps(control.name);
    if (control.type === "checkbox") path.push(checkedBefore(form, control));
    plant(tree, path, said, control.name);
  }
  const names = new Map();
  const value = compacted(tree, [], names);
  return { value, nameAt: (path) => nameAt(names, path) };
}

let checks = 0;

/** Note in which order boxes are checked: their list keeps it, as a sheet that is modified keeps its own. */
function noteOrder(control) {
  if (!control.checked) delete control.dataset.order;
  else if (!control.dataset.order) control.dataset.order = String((checks += 1));
}

function checkedBefore(form, control) {
  const same = controls(form).filter((each) => each.name === control.name && each.checked);
  return same.filter((each) => Number(each.dataset.order) < Number(control.dataset.order)).length;
}

/** Put a leaf into a tree of nested objects; lists are objects with numbers as keys. */
function plant(tree, path, said, name) {
  let at = tree;
  path.slice(0, -1).forEach((step, depth) => {
    at[step] = at[step] || { list: typeof path[depth + 1] === "number", name: nameOf(path.slice(0, depth + 1)), inside: {} };
    at = at[step].inside;
  });
  at[path[path.length - 1]] = { leaf: said, name };
}

/** Return the plain value of a tree: items left blank leave no hole. */
function compacted(tree, path, names, isList = false) {
  const value = isList ? [] : {};
  for (const [key, node] of Object.entries(tree)) {
    const here = [...path, isList ? value.length : key];
    names.set(JSON.stringify(here), node.name);
    const inside = node.inside ? compacted(node.inside, here, names, node.list) : node.leaf;
    if (isList) value.push(inside);
    else value[key] = inside;
  }
  return value;
}

/** Return the name of the control that a path comes from; of what is missing, the name that it would have. */
function nameAt(names, path) {
  for (let length = path.length; length > 0; length -= 1) {
    const known = names.get(JSON.stringify(path.slice(0, length)));
    if (known) return known + nameOf(["", ...path.slice(length)]);
  }
  return nameOf(path);
}

/** Show a sheet in the form, in place of what it says. */
export function fill(form, sheet) {
  clear(form);
  show(form, "", sheet);
}

/** Empty every control, and leave one blank item in each list. */
export function clear(form) {
  for (const list of form.querySelectorAll("[data-list]")) resize(list, 1);
  for (const control of controls(form)) blank(control);
}

function blank(control) {
  if (control.type === "checkbox") {
    control.checked = false;
    noteOrder(control);
  } else control.value = "";
}

function show(form, name, value) {
  if (Array.isArray(value)) showList(form, name, value);
  else if (value !== null && typeof value === "object") {
    for (const [key, inside] of Object.entries(value)) show(form, name ? `${name}.${key}` : key, inside);
  } else if (value !== null) {
    const control = form.elements.namedItem(name);
    if (control) control.value = String(value);
  }
}

function showList(form, name, values) {
  const list = form.querySelector(`[data-list="${CSS.escape(name)}"]`);
  if (list) {
    resize(list, values.length);
    values.forEach((value, at) => show(form, `${name}[${at}]`, value));
  } else {
    for (const value of values) check(controls(form).find((each) => each.name === name && each.value === value));
  }
}

function check(box) {
  if (!box) return;
  box.checked = true;
  noteOrder(box);
}

function items(list) {
  return Array.from(list.querySelectorAll("[data-item]")).filter((each) => each.parentElement === list);
}

function resize(list, count) {
  while (items(list).length < count) add(list);
  for (const item of items(list).slice(Math.max(count, 1))) item.remove();
}

/** Add a blank item at the end of a list, and return it. */
export function add(list) {
  const all = items(list);
  const item = all[0].cloneNode(true);
  for (const inner of item.querySelectorAll("[data-list]")) resize(inner, 1);
  for (const control of item.querySelectorAll("input, select, textarea")) {
    blank(control);
    control.removeAttribute("aria-invalid");
  }
  for (const error of item.querySelectorAll(".form-error")) error.hidden = true;
  all[all.length - 1].after(item);
  renumber(list);
  return item;
}

/** Remove an item from its list, or empty it when it is the only one; return the item to go to. */
export function remove(item) {
  const list = item.parentElement.closest("[data-list]");
  const at = items(list).indexOf(item);
  if (items(list).length === 1) add(list);
  item.remove();
  renumber(list);
  return items(list)[Math.max(0, at - 1)];
}

const NUMBERED = ["name", "id", "for", "aria-describedby", "data-list"];

/** Give the controls of a list's items the names of their places. */
function renumber(list) {
  const place = new RegExp(`(^|[ -])${list.dataset.list.replace(/[.[\]]/g, "\\$&")}\\[\\d+\\]`, "g");
  items(list).forEach((item, at) => {
    for (const element of item.querySelectorAll("*")) {
      for (const attribute of NUMBERED) {
        const old = element.getAttribute(attribute);
        if (old) element.setAttribute(attribute, old.replace(place, `$1${list.dataset.list}[${at}]`));
      }
    }
    for (const number of item.querySelectorAll("[data-number]")) {
      if (number.closest("[data-item]") === item) number.textContent = String(at + 1);
    }
  });
}

/* Form values: read the controls into a plain object, and fill them from one. A control's name is its path. */

/** Parse a name into a path: "etapes[0].titre" -> ["etapes", 0, "titre"]. */
function parseName(name) {
  return Array.from(name.matchAll(/([^.[\]]+)|\[(\d+)\]/g), (match) => (match[2] ? Number(match[2]) : match[1]));
}

/** Format a path as a name: ["etapes", 0, "titre"] -> "etapes[0].titre". */
function formatName(path) {
  return path.map((step, depth) => (typeof step === "number" ? `[${step}]` : (depth ? "." : "") + step)).join("");
}

import { readBudget, readPeriod } from "./compound.js";
import { readAnswer } from "./reading.js";

/* A number as the data files write it; what the reader does not understand stays a text, which the check refuses. */
const NUMBER = /^(?!-?\d{1,3}\.\d{3}$)-?(0|[1-9]\d*)(\.\d+)?$/;

/* Types (numbers, dates, addresses) whose surrounding spaces, often pasted, are trimmed. */
const TRIMMED_TYPES = new Set(["number", "word"]);

function controlsOf(form) {
  return Array.from(form.elements).filter((control) => control.name && control.name !== "identifiant");
}

/** Whether a control is one box for yes or no; a box not ticked is « no » only where the sheet says so. */
function isFlag(control) {
  return control.type === "checkbox" && control.dataset.type === "boolean";
}

/** Whether a control is a box of a list of choices. */
function isChoice(control) {
  return control.type === "checkbox" && !isFlag(control);
}

/** Read the value of a control as it is filed, undefined when empty; without `rules`, as it was typed. */
function readControl(control, rules) {
  const typed = TRIMMED_TYPES.has(control.dataset.type) ? control.value.trim() : control.value;
  const text = (rules && understand(control, rules)) ?? typed;
  if (Array.isArray(text)) return text.length ? text : undefined;
  if (typeof text === "object") return text;
  if (control.type === "radio" && !control.checked) return undefined;
  if (isFlag(control)) return control.checked || (control.dataset.off ? false : undefined);
  if (control.type === "checkbox") return control.checked ? text : undefined;
  if (text === "") return undefined;
  if (control.dataset.type === "number") return NUMBER.test(text) ? Number(text) : text;
  if (control.dataset.type === "boolean") return text === "true";
  return text;
}

/**
 * Return what is understood of an answer typed in French, as the data files store it; null when nothing is. An answer that
 * says several things gives an object: a period, an amount with its shares.
 * @param {HTMLInputElement} control
 * @param {Rules} rules
 * @returns {string | string[] | Sheet | null}
 */
export function understand(control, rules) {
  if (!control.dataset.read || !control.value.trim()) return null;
  switch (control.dataset.read) {
    case "period": return textIfAlone(readPeriod(control.value, rules), "debut");
    case "budget": return textIfAlone(readBudget(control.value), "montant");
    default: return readAnswer(control.dataset.read, control.value, rules);
  }
}

/** Return an answer, or its text when it says nothing but `key`. */
function textIfAlone(answer, key) {
  return answer && Object.keys(answer).join() === key ? String(answer[key]) : answer;
}

/* Place of the shares that an amount tells, after those typed one by one. */
const FIRST_SHARE = 1000;

/** List the values that an answer gives, each with its path: those of a period or a budget go to their own fields. */
function* listValues(path, value) {
  const { debut, fin, montant, financements } = value;
  if (debut) yield [["debut"], debut];
  if (fin) yield [["fin"], fin];
  if (montant) yield [path, montant];
  for (const [index, funding] of (financements ?? []).entries()) {
    for (const [key, part] of Object.entries(funding)) yield [["budget", "financements", FIRST_SHARE + index, key], part];
  }
}

/**
 * Read a form: `value` without anything empty, and `nameAt(path)`, the name of the control or group behind a path.
 * With `rules`, answers are as they are filed; without, as they were typed.
 * @param {HTMLFormElement} form
 * @param {Rules} [rules]
 * @returns {{ value: Sheet, nameAt: (path: Path) => string }}
 */
export function readForm(form, rules) {
  const tree = {};
  controlsOf(form).filter(isChoice).forEach(updateOrder);
  for (const control of controlsOf(form)) {
    const value = readControl(control, rules);
    if (value === undefined) continue;
    const path = parseName(control.name);
    if (isChoice(control)) path.push(countCheckedBefore(form, control));
    if (typeof value === "object" && !Array.isArray(value)) {
      for (const [ownPath, part] of listValues(path, value)) insertLeaf(tree, ownPath, part, control.name);
    } else insertLeaf(tree, path, value, control.name);
  }
  const names = new Map();
  const value = compactTree(tree, [], names);
  return { value, nameAt: (path) => findName(names, path) };
}

let checkCount = 0;

/** Record the order in which boxes are checked: the list of a sheet that is modified keeps its order. */
function updateOrder(box) {
  if (!box.checked) delete box.dataset.order;
  else if (!box.dataset.order) box.dataset.order = String((checkCount += 1));
}

function countCheckedBefore(form, box) {
  const siblings = controlsOf(form).filter((control) => control.name === box.name && control.checked);
  return siblings.filter((sibling) => Number(sibling.dataset.order) < Number(box.dataset.order)).length;
}

/** Insert a leaf into a tree of nested objects; lists are objects with numbers as keys. */
function insertLeaf(tree, path, value, name) {
  let parent = tree;
  path.slice(0, -1).forEach((step, depth) => {
    parent[step] ??= { isList: typeof path[depth + 1] === "number", name: formatName(path.slice(0, depth + 1)), children: {} };
    parent = parent[step].children;
  });
  parent[path[path.length - 1]] = { leaf: value, name };
}

/** Return the plain value of a tree, blank items of lists left out; record the name of each path in `names`. */
function compactTree(tree, path, names, isList = false) {
  const value = isList ? [] : {};
  for (const [key, node] of Object.entries(tree)) {
    const nodePath = [...path, isList ? value.length : key];
    names.set(JSON.stringify(nodePath), node.name);
    const child = node.children ? compactTree(node.children, nodePath, names, node.isList) : node.leaf;
    if (isList) value.push(child);
    else value[key] = child;
  }
  return value;
}

/** Return the name of the control behind a path; for a missing value, the name that it would have. */
function findName(names, path) {
  for (let length = path.length; length > 0; length -= 1) {
    const name = names.get(JSON.stringify(path.slice(0, length)));
    if (name) return name + formatName(["", ...path.slice(length)]);
  }
  return formatName(path);
}

/**
 * Replace the values of a form by those of a sheet.
 * @param {HTMLFormElement} form
 * @param {Sheet} sheet
 */
export function fillForm(form, sheet) {
  clearForm(form);
  fillValue(form, "", sheet);
}

/**
 * Empty every control, and leave one blank item in each list.
 * @param {HTMLFormElement} form
 */
export function clearForm(form) {
  for (const list of form.querySelectorAll("[data-list]")) resizeList(list, 1);
  for (const control of controlsOf(form)) clearControl(control);
}

function clearControl(control) {
  if (["checkbox", "radio"].includes(control.type)) {
    control.checked = false;
    delete control.dataset.off;
    delete control.dataset.order;
  } else control.value = "";
}

function fillValue(form, name, value) {
  if (Array.isArray(value)) fillList(form, name, value);
  else if (value !== null && typeof value === "object") {
    for (const [key, child] of Object.entries(value)) fillValue(form, name ? `${name}.${key}` : key, child);
  } else if (value !== null) {
    const control = form.elements.namedItem(name);
    if (control && isFlag(control)) {
      control.checked = value === true;
      if (value === false) control.dataset.off = "yes";
    } else if (control) control.value = String(value);
  }
}

function fillList(form, name, values) {
  const list = form.querySelector(`[data-list="${CSS.escape(name)}"]`);
  if (list) {
    resizeList(list, values.length);
    values.forEach((value, index) => fillValue(form, `${name}[${index}]`, value));
  } else if (isTextArea(form.elements.namedItem(name))) {
    form.elements.namedItem(name).value = values.join(", ");
  } else {
    for (const value of values) checkBox(controlsOf(form).find((control) => control.name === name && control.value === value));
  }
}

/** Whether an element holds a list typed in one answer, rather than boxes. */
function isTextArea(element) {
  return element instanceof HTMLTextAreaElement;
}

function checkBox(box) {
  if (!box) return;
  box.checked = true;
  updateOrder(box);
}

function itemsOf(list) {
  return Array.from(list.querySelectorAll("[data-item]")).filter((item) => item.parentElement === list);
}

function resizeList(list, count) {
  while (itemsOf(list).length < count) addItem(list);
  for (const item of itemsOf(list).slice(Math.max(count, 1))) item.remove();
}

/**
 * Add a blank item at the end of a list, and return it.
 * @param {HTMLElement} list
 * @returns {HTMLElement}
 */
export function addItem(list) {
  const items = itemsOf(list);
  const item = items[0].cloneNode(true);
  for (const nestedList of item.querySelectorAll("[data-list]")) resizeList(nestedList, 1);
  for (const control of item.querySelectorAll("input, select, textarea")) {
    clearControl(control);
    control.removeAttribute("aria-invalid");
  }
  for (const error of item.querySelectorAll(".form-error")) error.hidden = true;
  for (const understood of item.querySelectorAll(".form-understood")) understood.textContent = "";
  items[items.length - 1].after(item);
  renumberItems(list);
  return item;
}

/**
 * Remove an item from its list, or empty it when it is the only one; return the item that takes the focus.
 * @param {HTMLElement} item
 * @returns {HTMLElement}
 */
export function removeItem(item) {
  const list = item.parentElement.closest("[data-list]");
  const index = itemsOf(list).indexOf(item);
  if (itemsOf(list).length === 1) addItem(list);
  item.remove();
  renumberItems(list);
  return itemsOf(list)[Math.max(0, index - 1)];
}

const INDEXED_ATTRIBUTES = ["name", "id", "for", "aria-describedby", "data-list"];

/** Rewrite the indexes in the names and identifiers of a list's items. */
function renumberItems(list) {
  const pattern = new RegExp(`(^|[ -])${list.dataset.list.replace(/[.[\]]/g, "\\$&")}\\[\\d+\\]`, "g");
  itemsOf(list).forEach((item, index) => {
    for (const element of item.querySelectorAll("*")) {
      for (const attribute of INDEXED_ATTRIBUTES) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replace(pattern, `$1${list.dataset.list}[${index}]`));
      }
    }
    for (const number of item.querySelectorAll("[data-number]")) {
      if (number.closest("[data-item]") === item) number.textContent = String(index + 1);
    }
  });
}

/* What Jinja does, for the blocks that roadmap/form/jinja_to_js.py translates. */

import { Decimal } from "./records.js";

/** HTML that is safe as it stands. */
export class Safe {
  constructor(html) {
    this.html = html;
  }

  toString() {
    return this.html;
  }
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

export function escaped(value) {
  if (value instanceof Safe) return value.html;
  return value === null || value === undefined ? "" : String(value).replace(/[&<>"']/g, (char) => ENTITIES[char]);
}

/** Say what Python holds as true. */
function truthy(value) {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Safe) return value.html !== "";
  return value instanceof Decimal ? value.value !== 0 : Boolean(value);
}

export function concat(...values) {
  if (values.some((each) => each instanceof Safe)) return new Safe(values.map(escaped).join(""));
  return values.map((each) => each ?? "").join("");
}

function compare(left, operator, right) {
  const [a, b] = [left, right].map((each) => (each instanceof Decimal ? each.value : each ?? null));
  const results = { "==": a === b, "!=": a !== b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b };
  return results[operator];
}

/** Return each value with what a template may ask of a loop. */
export function each(values) {
  const list = [...(values ?? [])];
  return list.map((value, at) => [value, {
    index: at + 1, index0: at, first: at === 0, last: at === list.length - 1, length: list.length,
  }]);
}

function named(context, name) {
  if (!Object.hasOwn(context, name)) throw new ReferenceError(`the preview has no ${name}`);
  return context[name];
}

/** Return what a translated block runs on, with these filters. */
export function runtimeOf(filters) {
  return {
    all: (left, right) => (truthy(left) ? right() : left),
    any: (left, right) => (truthy(left) ? left : right()),
    call: (object, name, values) => object[name](...values),
    compare,
    concat,
    each,
    escaped,
    filters,
    get: (object, name) => object?.[name],
    named,
    safe: (html) => new Safe(html),
    tests: { none: (value) => value === null || value === undefined },
    truthy,
    unpacked: (values) => values ?? [],
  };
}

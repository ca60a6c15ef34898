/* The poster of a page: one A4 sheet whose QR code leads back to it, drawn from the page itself at the address `#affiche`.
   Loaded by share.js on demand, with its style sheet and the library that draws the code. */

// @ts-types="../vendor/uqr-0.1.3/index.d.mts"
import { encode } from "../vendor/uqr-0.1.3/index.mjs";

const SVG = "http://www.w3.org/2000/svg";
const QUIET_ZONE = 4; /* in modules (ISO/IEC 18004) */
/* Long texts are set smaller, so that the poster fits on one sheet: length in characters -> class. */
const SIZES = /** @type {[number, string][]} */ ([[560, "poster__sheet--longest"], [380, "poster__sheet--long"]]);

/**
 * Create an element.
 * @param {string} name
 * @param {string} className
 * @param {...(Node | string)} children
 */
function create(name, className, ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/**
 * Draw the QR code of a text, with error correction level M (15 % may be damaged).
 * @param {string} text
 */
function drawCode(text) {
  const { size, data } = encode(text, { ecc: "M", border: 0 });
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  const svg = document.createElementNS(SVG, "svg");
  const side = size + 2 * QUIET_ZONE;
  svg.setAttribute("viewBox", `${-QUIET_ZONE} ${-QUIET_ZONE} ${side} ${side}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "QR code de cette page");
  svg.setAttribute("class", "poster__code");
  svg.setAttribute("shape-rendering", "crispEdges");
  const ink = document.createElementNS(SVG, "path");
  ink.setAttribute("d", path);
  svg.append(ink);
  return svg;
}

/** List the facts: those of a template if the page has one, else the ones that the page marks, without their links. */
function listFacts() {
  const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById("affiche-faits"));
  const rows = template ? template.content.children : document.querySelectorAll("[data-poster]");
  return [...rows].map((row) => create("div", "", ...[...row.children].map((part) => {
    const copy = /** @type {Element} */ (part.cloneNode(true));
    for (const anchor of copy.querySelectorAll("a")) anchor.replaceWith(...anchor.childNodes);
    return copy;
  })));
}

/** Draw the poster that a link asks for. */
function drawPoster(link) {
  const { title, lead, note, contact, eyebrow } = link.dataset;
  const address = /** @type {HTMLLinkElement} */ (document.querySelector("link[rel=canonical]")).href;
  const facts = create("dl", "poster__facts", ...listFacts());
  if (contact) facts.append(create("div", "", create("dt", "", "Contact"), create("dd", "", contact)));
  const heading = create("h1", "poster__title", title);
  const print = /** @type {HTMLButtonElement} */ (create("button", "md-button md-button--primary", "Imprimer l'affiche"));
  print.type = "button";
  print.addEventListener("click", () => window.print());
  const back = /** @type {HTMLAnchorElement} */ (create("a", "", "Revenir à la page"));
  back.href = "#contenu";
  const length = 2 * title.length + (lead + facts.textContent).length;
  const size = SIZES.find(([minimum]) => length > minimum);
  const sheet = create("div", `poster__sheet ${size ? size[1] : ""}`,
    create("p", "poster__eyebrow", eyebrow), heading, ...(lead === title ? [] : [create("p", "poster__lead", lead)]), facts,
    create("div", "poster__foot", drawCode(address), create("div", "",
      create("p", "", "Pour en savoir plus, visez ce carré avec l'appareil photo de votre téléphone, ou allez à l'adresse :"),
      create("p", "poster__address", ...address.split(/(?<=\/)/).flatMap((part) => [part, document.createElement("wbr")])),
      create("p", "poster__note", note))));
  const poster = create("section", "poster", create("p", "poster__tools", print, " ", back), sheet);
  poster.setAttribute("aria-label", "Affiche");
  return poster;
}

/**
 * Show the poster while the address asks for it, the page otherwise.
 * @param {HTMLElement} link
 * @param {string} style - the URL of the style sheet.
 */
export function followAddress(link, style) {
  const show = () => document.documentElement.classList.toggle("shows-poster", location.hash === "#affiche");
  const sheet = /** @type {HTMLLinkElement} */ (create("link", ""));
  sheet.rel = "stylesheet";
  sheet.href = style;
  sheet.addEventListener("load", () => {
    document.querySelector("article").append(drawPoster(link));
    addEventListener("hashchange", show);
    show();
  });
  document.head.append(sheet);
}

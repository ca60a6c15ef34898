"""What decides the RGAA criteria that only a browser can tell: one script a criterion, run on an open page."""

from playwright.sync_api import Page

# Before the scripts of a page: what waits for a click.
RECORD_LISTENERS = """
window.clickTargets = new Set();
const add = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, ...rest) {
  if (["click", "dblclick", "mouseup", "pointerup"].includes(type)) window.clickTargets.add(this);
  return add.call(this, type, ...rest);
};
"""
_TOOLS = r"""
const shown = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true});
const tell = element => element.outerHTML.slice(0, 90);
const solid = colour => colour && colour !== "transparent" && !/[,/] ?0\)$/.test(colour);
const own = element => [...element.childNodes].filter(node => node.nodeType === 3 && node.data.trim());
"""
# The words of drawings, which axe leaves out, against what is painted under them; for those of the map, see also
# test_the_texts_of_the_map_have_enough_contrast_on_every_colour.
_FIND_FAINT_WORDS = r"""
const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
const luminance = colour => {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(value => value / 255)
    .map(value => value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4)
    .reduce((sum, value, index) => sum + value * [.2126, .7152, .0722][index], 0);
};
const under = text => {
  let before = text.previousElementSibling;
  const box = text.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
  for (; before; before = before.previousElementSibling) {
    const area = before.getBoundingClientRect(), fill = getComputedStyle(before).fill;
    const covers = area.x <= x && x <= area.right && area.y <= y && y <= area.bottom;
    if (before.localName === "rect" && covers && fill !== "none") return fill;
  }
  for (let parent = text.closest("svg"); parent; parent = parent.parentElement) {
    const colour = getComputedStyle(parent).backgroundColor;
    if (solid(colour)) return colour;
  }
  return "white";
};
return [...document.querySelectorAll("svg text")].filter(shown).filter(text => {
  const halo = getComputedStyle(text).paintOrder.startsWith("stroke") && getComputedStyle(text).stroke;
  const pair = [getComputedStyle(text).fill, halo && halo !== "none" ? halo : under(text)].map(luminance);
  return (Math.max(...pair) + .05) / (Math.min(...pair) + .05) < 4.5;
}).map(tell);
"""
# A click is waited for by what the keyboard reaches, or by what holds such things.
_FIND_MOUSE_ONLY = r"""
const reached = "a[href], button, input, select, textarea, summary, label, [tabindex='0']";
return [...window.clickTargets].filter(target => target instanceof Element && target.isConnected)
  .filter(target => !target.closest(reached) && !target.querySelector(reached) && shown(target))
  .filter(target => target.textContent.trim() || target.childElementCount).map(tell);
"""
_FIND_TEXT_WITHOUT_GROUND = r"""
return [...document.body.querySelectorAll("*")].filter(element => own(element).length && shown(element)).filter(element => {
  for (let at = element; at; at = at.parentElement) if (solid(getComputedStyle(at).backgroundColor)) return false;
  return true;
}).map(tell);
"""
_FIND_LINKS_BY_COLOUR = r"""
return [...document.querySelectorAll("main a[href]:not(svg a)")].filter(shown).filter(link => {
  const style = getComputedStyle(link);
  const isInText = style.display === "inline" && own(link.parentElement).some(node => /[^\W\d_]{2}/.test(node.data));
  return isInText && !style.textDecorationLine.includes("underline");
}).map(tell);
"""
_FIND_DISTANT_LABELS = r"""
return [...document.querySelectorAll("input, select, textarea")].filter(field => shown(field) && field.labels?.length).filter(field => {
  const box = field.getBoundingClientRect();
  return [...field.labels].every(label => {
    if (label.contains(field)) return false;
    const name = label.getBoundingClientRect();
    // Between a label and its field: its help, or its message, which stand in the same box.
    const sameBox = field.parentElement.contains(label) || label.parentElement.contains(field);
    const gap = Math.max(name.left - box.right, box.left - name.right, name.top - box.bottom, box.top - name.bottom, 0);
    return !sameBox || gap > 200;
  });
}).map(tell);
"""
# Criterion -> the body of a function that returns the faults of an open page.
RENDERED = {
    "3.2": _FIND_FAINT_WORDS,
    "7.3": _FIND_MOUSE_ONLY,
    "10.5": _FIND_TEXT_WITHOUT_GROUND,
    "10.6": _FIND_LINKS_BY_COLOUR,
    "11.4": _FIND_DISTANT_LABELS,
}
_FIND_ALL = (
    "() => {"
    + _TOOLS
    + "return {"
    + ", ".join(f'"{number}": (() => {{{body}}})()' for number, body in RENDERED.items())
    + "}; }"
)
# Change every field by script, as a reader would; say which one lost the focus.
_CHANGE_FIELDS = r"""() => [...document.querySelectorAll("input, select, textarea")]
  .filter(field => field.checkVisibility() && !field.disabled && field.type !== "file").filter(field => {
    field.focus();
    if (field.type === "checkbox" || field.type === "radio") field.checked = !field.checked;
    else if (field.localName === "select") field.selectedIndex = field.options.length - 1;
    else field.value += "1";
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, {bubbles: true}));
    return document.activeElement !== field;
  }).map(field => field.outerHTML.slice(0, 90))"""
# Criterion -> what a script plants in an open page.
FAULTS = {
    "3.2": "main.append(Object.assign(document.createElement('p'), {id: 'faute', textContent: 'Un texte pâle'})); faute.style.color = '#bbb'; faute.style.background = '#fff'",
    "7.3": "main.append(Object.assign(document.createElement('div'), {id: 'faute', textContent: 'Envoyer'})); faute.addEventListener('click', () => {})",
    "7.4": "main.innerHTML += '<label>Axe <select id=faute><option>1<option>2</select></label>'; faute.addEventListener('change', () => { document.querySelector('h1').tabIndex = -1; document.querySelector('h1').focus() })",
    "7.5": "document.querySelectorAll('[role=status]').forEach(element => element.removeAttribute('role'))",
    "10.4": "main.append(Object.assign(document.createElement('p'), {id: 'faute', textContent: 'Un texte'})); faute.style.cssText = 'height: 30px; overflow: hidden'",
    "10.5": "document.body.style.background = document.documentElement.style.background = 'transparent'",
    "10.6": "main.innerHTML += '<p>Lisez <a id=faute href=x>la suite</a> ici.</p>'; faute.style.textDecoration = 'none'",
    "10.7": "const sheet = new CSSStyleSheet(); sheet.replaceSync('* { outline: none !important }'); document.adoptedStyleSheets = [sheet]",
    "10.11": "main.append(Object.assign(document.createElement('p'), {id: 'faute', textContent: 'Un texte'})); faute.style.width = '500px'",
    "10.12": "main.append(Object.assign(document.createElement('p'), {id: 'faute', textContent: 'Un texte assez long pour remplir la ligne'})); faute.style.cssText = 'white-space: nowrap; overflow: hidden; width: max-content'; faute.style.width = faute.offsetWidth + 'px'",
    "11.4": "main.innerHTML += '<label for=faute>Votre ville</label><div style=\"\"><div><div><input id=faute></div></div></div>'; main.prepend(document.querySelector('label[for=faute]'))",
    "12.8": "document.querySelector('footer a').tabIndex = 5",
    "12.9": "document.querySelector('footer a').addEventListener('keydown', event => event.preventDefault())",
    "13.2": "window.open('about:blank')",
}  # fmt: skip


def find_rendered_faults(page: Page) -> dict[str, list[str]]:
    """Return the faults of an open page, by criterion; none for those that hold."""
    faults = page.evaluate(_FIND_ALL)
    if len(page.context.pages) > 1:
        faults["13.2"] = [other.url for other in page.context.pages if other != page]
    return {number: found for number, found in faults.items() if found}


def find_surprising_fields(page: Page) -> list[str]:
    """Change every field; return those that move the reader, on the page or away from it."""
    address = page.url.partition("?")[0].partition("#")[0]
    moved = page.evaluate(_CHANGE_FIELDS)
    page.wait_for_timeout(50)  # A change of page would have begun.
    here = page.url.partition("?")[0].partition("#")[0]
    return moved if here == address else [here, *moved]


def read_status_messages(page: Page) -> list[str]:
    """Return the messages that screen readers announce, of those that show."""
    texts = page.locator("[role=status]:visible").all_inner_texts()
    return [" ".join(text.split()) for text in texts if text.strip()]


def plant(page: Page, number: str) -> None:
    """Plant the fault of a criterion in an open page."""
    page.evaluate(f"() => {{ const main = document.querySelector('main'); {FAULTS[number]} }}")

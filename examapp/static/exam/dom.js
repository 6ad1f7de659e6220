/**
 * Building blocks of the page: elements without innerHTML, so that no text can become markup.
 * @typedef {Node|string|number|null|false|undefined|Child[]} Child
 */

/** @param {Element} element @param {Record<string, any>} attributes */
function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name in element && ['value', 'checked', 'disabled', 'hidden', 'selected'].includes(name)) {
      /** @type {any} */ (element)[name] = value;
    } else element.setAttribute(name, value === true ? '' : String(value));
  }
}

/**
 * Makes an element: `h('button', {class: 'primary', onclick: act}, 'Text')`.
 * @param {string} tag @param {Record<string, any>} [attributes] @param {...Child} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...nodes(children));
  return element;
}

/** @param {string} tag @param {Record<string, any>} [attributes] @param {...Node} children */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

/** Flattens children and leaves the empty ones out. @param {Child[]} children @returns {(Node|string)[]} */
export function nodes(children) {
  return children.flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

/** Text with **bold** parts, as the catalogue writes them. @param {string} text @returns {(Node|string)[]} */
export function rich(text) {
  return text.split('**').map((part, index) => (index % 2 ? h('strong', {}, part) : part));
}

/** Writes only what differs, so that readers and paints are left in peace. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {Element} element @param {...Child} children */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
}

let lastId = 0;

/** An id for aria references, unique on the page. @param {string} stem */
export const newId = (stem) => `${stem}-${(lastId += 1)}`;

/**
 * The second fence around item texts: the server has cleaned them, and here only the tags of the
 * question list's subset are rebuilt, node by node, without any attribute but `lang`.
 */
const ALLOWED = new Set(['P', 'BR', 'STRONG', 'EM', 'CODE', 'KBD', 'SUB', 'SUP', 'UL', 'OL', 'LI',
  'TABLE', 'THEAD', 'TBODY', 'TR', 'TH', 'TD', 'SPAN']);
/** Whose content is no text for people. */
const DROPPED = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'IFRAME', 'OBJECT', 'SVG', 'MATH']);
const LANGUAGE_TAG = /^[a-z]{2,3}(-[A-Za-z]{4})?$/;

/** @param {Node} source @param {Node} target */
function copyChildren(source, target) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.appendChild(document.createTextNode(node.nodeValue ?? ''));
    if (!(node instanceof Element) || DROPPED.has(node.tagName.toUpperCase())) continue;
    if (!ALLOWED.has(node.tagName)) {
      copyChildren(node, target);
      continue;
    }
    const copy = document.createElement(node.tagName);
    const lang = node.getAttribute('lang');
    if (lang && LANGUAGE_TAG.test(lang)) copy.lang = lang;
    if (node.tagName === 'TH') copy.setAttribute('scope', 'col');
    copyChildren(node, copy);
    target.appendChild(copy);
  }
}

/** @param {string} html @returns {DocumentFragment} */
export function cleanHtml(html) {
  const fragment = document.createDocumentFragment();
  // DOMParser makes an inert document: nothing in it loads or runs.
  copyChildren(new DOMParser().parseFromString(html ?? '', 'text/html').body, fragment);
  return fragment;
}

/** The same text without markup: for labels and options. @param {string} html */
export function plainText(html) {
  return (cleanHtml(html).textContent ?? '').replace(/\s+/g, ' ').trim();
}

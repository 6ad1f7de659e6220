import { h } from '../dom.js';

/** The page's two live regions. The clock is in neither. */
const polite = h('div', { class: 'reader-only', 'aria-live': 'polite', id: 'polite' });
const assertive = h('div', { class: 'reader-only', 'aria-live': 'assertive', id: 'assertive' });
/** How often the lamp may speak. */
const LAMP_EVERY_MS = 20000;
let lampSaid = -LAMP_EVERY_MS;
let lampTimer = 0;

export const regions = [polite, assertive];

/** @param {HTMLElement} region @param {string} words */
function put(region, words) {
  // The same words twice are a new message: a change of the node, not only of the text, is announced.
  region.replaceChildren(h('p', {}, words));
}

/** @param {string} words */
export const say = (words) => put(polite, words);

/** Only for a loss: it interrupts. @param {string} words */
export const sayNow = (words) => put(assertive, words);

/** The lamp's changes: politely, at most once in twenty seconds, and then the latest. @param {string} words */
export function sayLamp(words) {
  clearTimeout(lampTimer);
  const wait = Math.max(0, LAMP_EVERY_MS - (performance.now() - lampSaid));
  lampTimer = window.setTimeout(() => {
    lampSaid = performance.now();
    say(words);
  }, wait);
}

import { h, rich } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../texts.js';

/** What the calm screens are made of: one column to read, one thing to do. */

/** @param {(import('../dom.js').Child)[]} left @param {(import('../dom.js').Child)[]} [right] */
export function page(left, right) {
  return h('main', { class: right ? 'page two' : 'page' }, h('div', { class: 'page-main' }, left), right ? h('aside', { class: 'page-side' }, right) : null);
}

export const title = (/** @type {string} */ words) => h('h1', { class: 'title', tabindex: '-1' }, words);
export const lead = (/** @type {string} */ words, /** @type {Record<string, any>} */ attributes = {}) => h('p', { class: 'lead', ...attributes }, rich(words));

/** A button that says what it is doing while it does it, and takes no second press. */
export function actButton(cls, words, busyWords, act, sign) {
  const label = h('span', {}, words);
  const button = /** @type {HTMLButtonElement} */ (h('button', { type: 'button', class: cls }, sign ? icon(sign) : null, label));
  let busy = false;
  button.addEventListener('click', async () => {
    if (busy) return;
    busy = true;
    button.style.minWidth = `${button.offsetWidth}px`;
    button.setAttribute('aria-busy', 'true');
    label.textContent = busyWords;
    try {
      await act();
    } finally {
      busy = false;
      button.removeAttribute('aria-busy');
      label.textContent = words;
    }
  });
  return button;
}

/** Numbered sentences. @param {string[]} sentences */
export const numbered = (sentences) => h('ol', { class: 'numbered' }, sentences.map((sentence) => h('li', {}, h('span', {}, rich(sentence)))));

/** The quiet button that brings a person. @param {import('../app.js').App} app @param {string} [kind] */
export function callButton(app, kind) {
  const told = h('p', { class: 'told', hidden: true });
  const button = actButton('quiet', t('call_proctor'), t('calling'), async () => {
    const arrived = await app.callProctor(kind);
    told.hidden = false;
    told.className = arrived ? 'told good' : 'told bad';
    told.replaceChildren(icon(arrived ? 'tick' : 'warning'), arrived ? t('proctor_called') : t('proctor_not_called'));
  }, 'hand');
  /** The server has been heard: a call that failed can be made again. */
  const heard = () => {
    if (!told.classList.contains('bad') || !app.heardSinceCall) return;
    told.className = 'told';
    told.replaceChildren(icon('hand'), t('proctor_call_again'));
  };
  return { button, told, heard };
}

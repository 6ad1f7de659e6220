import { h, newId } from '../dom.js';

/**
 * Asks before what cannot be undone. The safe answer has the focus, and Escape gives it. `ways` lead elsewhere
 * instead; `more` tells what else there is of them.
 * @param {{title: string, lines: string[], safe: string, act: string, more?: string,
 *   ways?: {words: string, label: string, choice: string}[]}} words
 * @returns {Promise<string>} 'act': do it; a way's choice; empty: the safe answer
 */
export function ask({ title, lines, safe, act, more = '', ways = [] }) {
  const id = newId('dialog');
  const safeButton = h('button', { type: 'button', class: 'secondary', autofocus: true }, safe);
  const actButton = h('button', { type: 'button', class: 'primary' }, act);
  const dialog = /** @type {HTMLDialogElement} */ (h('dialog', { class: 'question', 'aria-labelledby': id },
    h('h2', { id }, title),
    ways.length ? h('p', { class: 'ways' }, ways.map(({ words, label, choice }) => h('button', {
      type: 'button', class: 'square', 'aria-label': label, onclick: () => dialog.close(choice),
    }, words)), more ? h('span', {}, more) : null) : null,
    lines.map((line) => h('p', {}, line)),
    h('p', { class: 'actions' }, safeButton, actButton)));
  return new Promise((resolve) => {
    safeButton.addEventListener('click', () => dialog.close());
    actButton.addEventListener('click', () => dialog.close('act'));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
    safeButton.focus();
  });
}

/**
 * A sheet over the page, such as the list of items on a phone.
 * @param {{label: string, close: string, nodes: Node[]}} parts @returns {HTMLDialogElement} shown; it removes itself
 */
export function openSheet({ label, close, nodes }) {
  const sheet = /** @type {HTMLDialogElement} */ (h('dialog', { class: 'sheet', 'aria-label': label }, nodes,
    h('p', { class: 'actions' }, h('button', { type: 'button', class: 'secondary', onclick: () => sheet.close() }, close))));
  sheet.addEventListener('close', () => sheet.remove());
  document.body.append(sheet);
  sheet.showModal();
  return sheet;
}

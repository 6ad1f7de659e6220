import { cleanHtml, plainText } from '../clean_html.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { actButton, lead, numbered, page, title } from '../screens/page.js';
import { language, t } from '../texts.js';

/** @typedef {import('./practice_app.js').PracticeApp} PracticeApp */

const SIGNS = { right: 'tick', partly: 'warning', wrong: 'cross', empty: 'open' };

/** What this is, before anything begins. @param {PracticeApp} app @returns {import('../app.js').Screen} */
export function welcome(app) {
  return {
    element: page([
      h('p', { class: 'badge neutral' }, icon('pencil'), t('open_badge')),
      title(t('open_welcome')),
      lead(t('open_lead')),
      numbered([t('open_1'), t('open_2'), t('open_3')]),
      h('h2', {}, t('keyboard_title')),
      h('p', { class: 'keyboard' }, t('keyboard_help')),
      app.failed ? h('p', { class: 'told bad', role: 'alert' }, icon('warning'), t('open_missing')) : null,
      h('p', { class: 'actions' }, actButton('primary', t('open_begin'), t('wait'), () => app.begin(), 'pencil'),
        h('a', { class: 'quiet', href: '/' }, t('open_leave'))),
    ]),
  };
}

/** The marks, item by item, each with the reason why. @param {PracticeApp} app @returns {import('../app.js').Screen} */
export function marks(app) {
  const marked = /** @type {import('./practice_app.js').Marked} */ (app.marked);
  const paper = app.attempt?.paper;
  const right = marked.items.filter(({ outcome }) => outcome === 'right').length;
  const rows = marked.items.map((one, index) => {
    const item = paper?.items.find(({ id }) => id === one.item);
    const text = item ? paper?.text(item, language()) : null;
    return h('li', { class: `marked ${one.outcome}` },
      h('h2', {}, h('span', { class: 'number' }, String(index + 1)), plainText((text?.stem ?? '').replaceAll('</p><p>', ' ').replace(/\[\[.*?\]\]/g, '…'))),
      h('p', { class: 'outcome' }, icon(SIGNS[one.outcome]), h('b', {}, t(`open_${one.outcome}`)), ` · ${one.points} / ${one.maximum}`),
      h('div', { class: 'why' }, cleanHtml(one.why[text?.lang ?? ''] ?? one.why['uz-Latn'] ?? '')));
  });
  return {
    element: h('main', { class: 'page' }, h('div', { class: 'page-main marks' },
      title(t('open_marks')),
      lead(t('open_marks_lead', { n: right, total: marked.items.length })),
      h('p', { class: 'after' }, t('open_marks_note')),
      h('ol', { class: 'marked-list' }, rows),
      h('p', { class: 'actions' }, actButton('primary', t('open_again'), t('wait'), async () => app.again()),
        h('a', { class: 'quiet', href: '/' }, t('open_leave'))))),
  };
}

import { h } from '../dom.js';
import { sayNoted, t } from '../texts.js';
import { actButton, lead, numbered, page, title } from './page.js';

const RULES = ['save', 'change', 'later', 'time', 'machine', 'alone', 'help'];

/** The rules, without a time limit on reading them. @param {import('../app.js').App} app */
export function rules(app) {
  const room = app.attempt?.view?.room;
  const noted = sayNoted(app.lockdown.signals.kinds);
  const digits = h('input', {
    type: 'checkbox', checked: app.preferences.values.digits,
    onchange: (/** @type {Event} */ event) => app.preferences.set({ digits: /** @type {HTMLInputElement} */ (event.target).checked }),
  });
  return {
    element: page([
      title(t('rules_title')),
      lead(t('rules_lead', { questions: room?.question_count ?? '', minutes: room?.minutes ?? '' })),
      numbered([...RULES.map((rule) => t(`rule_${rule}`)), ...(noted ? [t('rule_signals', { what: noted })] : [])]),
      h('h2', {}, t('keyboard_title')),
      h('p', { class: 'keyboard' }, t('keyboard_help')),
      h('p', {}, h('label', { class: 'check' }, digits, t('digits'))),
      h('p', { class: 'actions' }, actButton('primary', t('rules_done'), t('wait'), async () => app.attempt?.keepSession({ step: 'ready' }))),
    ]),
  };
}

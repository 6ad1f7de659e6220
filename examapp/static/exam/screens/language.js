import { h } from '../dom.js';
import { LANGUAGE_NAMES, language, t } from '../texts.js';
import { actButton, lead, page, title } from './page.js';

/** Which language the test is read in; it can be changed at any moment afterwards. @param {import('../app.js').App} app */
export function languageChoice(app) {
  const { attempt } = app;
  const offered = attempt?.session.languages ?? Object.keys(LANGUAGE_NAMES);
  const tags = Object.keys(LANGUAGE_NAMES).filter((tag) => offered.includes(tag) || tag === 'kaa');
  const rows = tags.map((tag) => h('label', { class: 'option', lang: tag },
    h('input', { type: 'radio', name: 'language', value: tag, checked: tag === language(), 'data-control': `language-${tag}`,
      onchange: () => app.preferences.set({ language: tag }).then(() => app.draw()) }),
    h('span', { class: 'control', 'aria-hidden': 'true' }),
    h('span', { class: 'option-text' }, LANGUAGE_NAMES[tag])));
  const go = actButton('primary', t('continue'), t('wait'), async () => {
    await attempt?.call('POST', '/attempt/language', { language: language() });
    await attempt?.keepSession({ step: 'consent' });
  });
  return {
    element: page([
      title(t('language_title')), lead(t('language_lead')),
      h('div', { class: 'options narrow', role: 'radiogroup', 'aria-label': t('language') }, rows),
      language() === 'kaa' ? h('p', { class: 'notice' }, t('language_kaa')) : null,
      h('p', { class: 'actions' }, go),
    ]),
  };
}

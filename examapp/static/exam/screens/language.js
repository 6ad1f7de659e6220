import { h } from '../dom.js';
import { LANGUAGE_NAMES, language, shownIn, t, wordIn } from '../texts.js';
import { actButton, lead, page, title } from './page.js';

/** The question once more in the other languages: who cannot read the page's own sees it in theirs. @param {string[]} tags */
function askInOthers(tags) {
  const others = tags.filter((tag) => shownIn(/** @type {any} */ (tag)) === tag && tag !== shownIn(language()));
  return h('p', { class: 'other-titles' }, others.map((tag) => {
    const words = h('span', { lang: tag });
    wordIn(/** @type {any} */ (tag), 'language_title').then((found) => { words.textContent = found; });
    return words;
  }));
}

/**
 * Which language the test is read in; it can be changed at any moment afterwards. The page stays in its own until
 * one is chosen; the one of the booking is offered. @param {import('../app.js').App} app
 */
export function languageChoice(app) {
  const { attempt, preferences } = app;
  const offered = attempt?.session.languages ?? Object.keys(LANGUAGE_NAMES);
  const tags = Object.keys(LANGUAGE_NAMES).filter((tag) => offered.includes(tag) || tag === 'kaa');
  const booked = attempt?.session.language;
  let picked = !preferences.chosen && booked && tags.includes(booked) ? booked : language();

  /** A press on what is offered already chooses it, too. @param {string} tag */
  async function choose(tag) {
    picked = tag;
    await preferences.set({ language: /** @type {any} */ (tag) });
    app.draw();
  }

  const rows = tags.map((tag) => h('label', { class: 'option', lang: tag },
    h('input', { type: 'radio', name: 'language', value: tag, checked: tag === picked, 'data-control': `language-${tag}`,
      onclick: () => choose(tag),
      // The browser takes the space bar on what is checked already for nothing.
      onkeydown: (/** @type {KeyboardEvent} */ event) => { if (event.key === ' ' && tag === picked) choose(tag); } }),
    h('span', { class: 'control', 'aria-hidden': 'true' }),
    h('span', { class: 'option-text' }, LANGUAGE_NAMES[tag])));
  const go = actButton('primary', t('continue'), t('wait'), async () => {
    if (picked !== language()) await preferences.set({ language: /** @type {any} */ (picked) });
    await attempt?.call('POST', '/attempt/language', { language: picked });
    await attempt?.keepSession({ step: 'consent' });
  });
  return {
    element: page([
      title(t('language_title')), askInOthers(tags), lead(t('language_lead')),
      h('div', { class: 'options narrow', role: 'radiogroup', 'aria-label': t('language') }, rows),
      language() === 'kaa' ? h('p', { class: 'notice' }, t('language_kaa')) : null,
      h('p', { class: 'actions' }, go),
    ]),
  };
}

// The candidate's own component in a shadow tree, where its stylesheets and the page's do not know each other.
import { itemView } from '../exam/item_view.js';
import { useLanguage } from '../exam/texts.js';

/** @returns {HTMLElement} the stage within the host on which faces are drawn */
export function makeStage(host, styles) {
  const root = host.attachShadow({ mode: 'open' });
  const stage = document.createElement('div');
  stage.className = 'face';
  for (const href of styles.trim().split(/\s+/)) {
    root.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }));
  }
  root.append(stage);
  return stage;
}

/** Let the component's own words speak a language, and the page keep its own. */
export async function speak(language) {
  const page = document.documentElement.lang;
  await useLanguage(language);
  document.documentElement.lang = page;
}

/** Draw one item; what is answered is told to `keep` and sent nowhere. */
export function drawFace(stage, paper, item, language, value, keep) {
  const text = paper.text(item, language);
  const view = itemView({
    item, text, lang: text.lang ?? language, value, pictures: paper.pictures, onChange: keep, onType: keep, onLeave: () => {},
  });
  // The page has a heading of its own.
  const heading = view.heading;
  const plain = document.createElement('div');
  for (const { name, value: held } of heading.attributes) plain.setAttribute(name, held);
  plain.append(...heading.childNodes);
  plain.removeAttribute('tabindex');
  heading.replaceWith(plain);
  stage.replaceChildren(view.element);
}

/** Offer the languages of a paper as buttons; the chosen one is told to `choose`. @returns {string} the one that is shown */
export function offerLanguages(segments, languages, wanted, choose) {
  const SHORT = { 'uz-Latn': 'UZ', 'uz-Cyrl': 'ЎЗ', ru: 'RU', en: 'EN' };
  const shown = languages.includes(wanted) ? wanted : languages[0] ?? wanted;
  segments.replaceChildren(...languages.map((tag) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', lang: tag, textContent: SHORT[tag] ?? tag });
    button.setAttribute('aria-pressed', String(tag === shown));
    button.addEventListener('click', () => {
      for (const each of segments.children) each.setAttribute('aria-pressed', String(each === button));
      choose(tag);
    });
    return button;
  }));
  return shown;
}

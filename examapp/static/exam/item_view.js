import { cleanHtml, plainText } from './clean_html.js';
import { h, newId, rich, setText } from './dom.js';
import { areaList } from './interactions/area_list.js';
import { choice } from './interactions/choice.js';
import { gapMatch } from './interactions/gap_match.js';
import { hotspot } from './interactions/hotspot.js';
import { inlineChoice } from './interactions/inline_choice.js';
import { match } from './interactions/match.js';
import { order } from './interactions/order.js';
import { selectPoint } from './interactions/select_point.js';
import { slider } from './interactions/slider.js';
import { numeric, textEntry } from './interactions/typed.js';
import { t } from './texts.js';

/**
 * One item as the candidate sees it: number, stem, hint, the interaction. It knows neither attempt nor
 * network, so practice, exam and an author's preview show the very same thing.
 * @typedef {{item: import('./paper.js').Item, text: import('./paper.js').ItemText, value: any, disabled: boolean,
 *   onChange: (value: any) => void, onType: (value: string) => void, onLeave: () => void,
 *   notice: (words: string) => void, pictureOf: (mediaId: string|null) => HTMLImageElement,
 *   labelledBy: string, stem: HTMLElement, lists: boolean}} Context
 * @typedef {{hint: string, nodes: Node[], choose?: (index: number) => boolean}} Interaction
 * @typedef {{element: HTMLElement, heading: HTMLElement, choose: (index: number) => boolean}} ItemView
 */

/** @type {Record<string, (context: Context) => Interaction>} */
const KINDS = {
  choice, order, match, gap_match: gapMatch, inline_choice: inlineChoice, text_entry: textEntry, numeric, hotspot,
  select_point: selectPoint, slider,
};

/** What stands in place of pictures to press on, where lists are asked for. @type {Record<string, (context: Context) => Interaction>} */
const LISTS = { hotspot: areaList };

/**
 * The first paragraph is the page's h1, what follows stands under it. A first paragraph with gaps stays
 * whole below a heading of its own: lists to choose from do not belong into a heading.
 * @param {DocumentFragment} stem @param {boolean} hasGaps
 */
function splitStem(stem, hasGaps) {
  const first = stem.firstElementChild;
  const heading = h('h1', { class: 'stem', tabindex: '-1', id: newId('stem') });
  const rest = h('div', { class: 'stem stem-rest' });
  const takesFirst = first?.tagName === 'P' && !(hasGaps && first.textContent?.includes('[['));
  if (takesFirst) {
    heading.append(...first.childNodes);
    first.remove();
  } else if (!first && !hasGaps) heading.append(...stem.childNodes);
  rest.append(stem);
  return { heading, rest };
}

/** What a picture shows, in words that everybody can read. @param {string|undefined} words @param {string} tag */
function described(words, tag) {
  return words ? h(tag, { class: 'described' }, h('b', {}, t('picture_shows')), ' ', words) : null;
}

/**
 * @param {{item: import('./paper.js').Item, text: import('./paper.js').ItemText, lang: string, value: any, disabled?: boolean,
 *   pictures: Map<string, string>, onChange: (value: any) => void, onType: (value: string) => void, onLeave: () => void, lists?: boolean,
 *   say?: (words: string) => void}} options
 * @returns {ItemView}
 */
export function itemView({ item, text, lang, value, disabled = false, pictures, onChange, onType, onLeave, lists = false, say = () => {} }) {
  const { heading, rest } = splitStem(cleanHtml(text.stem), item.gaps.length > 0);
  const full = h('p', { class: 'notice', hidden: true });
  const notice = (/** @type {string} */ words) => {
    setText(full, words);
    full.hidden = !words || item.type === 'order';
    if (words) say(words);
  };
  const pictureOf = (/** @type {string|null} */ mediaId) => {
    const url = item.media.find(({ id }) => id === mediaId)?.url ?? '';
    return /** @type {HTMLImageElement} */ (h('img', { src: pictures.get(url), alt: text.alt?.[mediaId ?? ''] ?? '', 'data-media': url }));
  };
  const make = (lists && LISTS[item.type]) || KINDS[item.type];
  const interaction = make
    ? make({ item, text, value, disabled, onChange, onType, onLeave, notice, pictureOf, labelledBy: heading.id, stem: rest, lists })
    : { hint: '', nodes: [] };
  const said = plainText(text.stem).includes(interaction.hint.replace(/\.$/, ''));
  const hint = h('p', { class: 'hint', hidden: said }, rich(interaction.hint));
  // Where the answer is given inside of the sentence, what to do stands before it.
  const answeredInStem = item.gaps.length > 0 && item.areas.length === 0;
  const shown = item.media.filter(({ id }) => id !== item.picture);
  if (!heading.childNodes.length) {
    heading.append(...rich(interaction.hint));
    heading.className = 'hint';
    hint.hidden = true;
  }
  const element = h('div', { class: `item kind-${item.type}`, lang },
    heading, answeredInStem ? [hint, rest] : rest.childNodes.length ? rest : null,
    shown.map(({ id }) => h('figure', { class: 'picture' }, pictureOf(id), lists ? described(text.alt?.[id], 'figcaption') : null)),
    lists && item.picture ? described(text.alt?.[item.picture], 'p') : null,
    answeredInStem ? null : hint, interaction.nodes, full);
  return { element, heading, choose: (index) => interaction.choose?.(index) ?? false };
}

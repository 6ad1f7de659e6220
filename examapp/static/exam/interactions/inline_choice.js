import { plainText } from '../clean_html.js';
import { h } from '../dom.js';
import { t } from '../texts.js';
import { dropDown } from './match.js';

const MARKER = /\[\[([^[\]]+)\]\]/;

/** @param {Node} root @returns {Text[]} text nodes that hold a gap's marker */
function markedTexts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) if (MARKER.test(walker.currentNode.nodeValue ?? '')) found.push(/** @type {Text} */ (walker.currentNode));
  return found;
}

/** Puts something into the place of each marker. @param {HTMLElement} stem @param {(gap: string) => Node} make */
export function fillGaps(stem, make) {
  for (let node of markedTexts(stem)) {
    let found = MARKER.exec(node.nodeValue ?? '');
    while (found) {
      const marker = node.splitText(found.index);
      const rest = marker.splitText(found[0].length);
      const sign = /^[.,;:!?)»”…]+/.exec(rest.nodeValue ?? '')?.[0] ?? '';
      node = sign ? rest.splitText(sign.length) : rest;
      // A line may not begin with the sign that follows a list.
      marker.replaceWith(sign ? h('span', { class: 'glued' }, make(found[1]), sign) : make(found[1]));
      if (sign) rest.remove();
      found = MARKER.exec(node.nodeValue ?? '');
    }
  }
}

/**
 * Inline choice: each gap of the stem becomes a list, in its own place in the sentence.
 * @param {import('../item_view.js').Context} context @returns {import('../item_view.js').Interaction}
 */
export function inlineChoice({ item, text, value, disabled, onChange, stem }) {
  /** @type {Record<string, string>} */
  const chosen = { ...value };
  let number = 0;

  /** @param {string} gapId */
  const gapList = (gapId) => {
    number += 1;
    const gap = item.gaps.find(({ id }) => id === gapId);
    return dropDown({
      options: (gap?.choices ?? []).map((id) => [id, plainText(text.choices[id] ?? '')]),
      value: chosen[gapId],
      disabled,
      attributes: { 'aria-label': t('gap_label', { n: number }) },
      onchange: (/** @type {string} */ choice) => {
        if (choice) chosen[gapId] = choice;
        else delete chosen[gapId];
        onChange({ ...chosen });
      },
    });
  };

  fillGaps(stem, gapList);
  return { hint: t('hint_inline'), nodes: [] };
}

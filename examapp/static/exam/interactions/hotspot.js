import { plainText } from '../clean_html.js';
import { h, svg } from '../dom.js';
import { t } from '../texts.js';
import { box, layOver, pictureSheet } from './picture_sheet.js';
import { hintOfSeveral } from './several.js';

/** A ring round the place, never over it: a circle where the place is nearly round, else a rounded frame. */
function ring(area) {
  const { x, y, width, height } = box(area);
  const long = Math.max(width, height) / Math.min(width, height) > 1.6;
  const radius = area.shape === 'circle' ? width / 2 + 4 : Math.hypot(width, height) / 2;
  const draw = (/** @type {string} */ cls) => (long
    ? svg('rect', { class: cls, x: x - 4, y: y - 4, width: width + 8, height: height + 8, rx: 10 })
    : svg('circle', { class: cls, cx: x + width / 2, cy: y + height / 2, r: radius }));
  return svg('g', {}, draw('ring-edge'), draw('ring'));
}

/**
 * Hotspot: the areas are buttons on the picture, in reading order for Tab, numbered for readers.
 * @param {import('../item_view.js').Context} context @returns {import('../item_view.js').Interaction}
 */
export function hotspot({ item, text, value, disabled, onChange, labelledBy, notice, pictureOf }) {
  const chosen = new Set(value ?? []);
  const rings = svg('svg', { class: 'rings', 'aria-hidden': 'true' });

  const buttons = item.areas.map((area, index) => h('button', {
    type: 'button', class: `area ${area.shape}`, disabled, 'aria-pressed': 'false',
    'aria-label': t('area_label', { n: index + 1, text: plainText(text.choices[area.id] ?? '') }),
    onclick: () => pick(index),
  }));

  /** @param {number} index */
  function pick(index) {
    const { id } = item.areas[index];
    if (!chosen.delete(id)) {
      if (item.max === 1) chosen.clear();
      else if (chosen.size >= item.max) {
        notice(t('choice_full', { n: item.max }));
        return;
      }
      chosen.add(id);
    }
    notice('');
    show();
    onChange(item.areas.filter((area) => chosen.has(area.id)).map((area) => area.id));
  }

  function show() {
    rings.replaceChildren(...item.areas.filter((area) => chosen.has(area.id)).map(ring));
    buttons.forEach((button, index) => button.setAttribute('aria-pressed', String(chosen.has(item.areas[index].id))));
  }

  const { nodes } = pictureSheet({
    picture: pictureOf(item.picture),
    layers: [rings, h('ul', { 'aria-labelledby': labelledBy }, buttons.map((button) => h('li', {}, button)))],
    place(width, height) {
      rings.setAttribute('viewBox', `0 0 ${width} ${height}`);
      item.areas.forEach((area, index) => layOver(buttons[index], area, width, height));
    },
    middle() {
      const first = item.areas.find((area) => chosen.has(area.id));
      return first ? box(first).x + box(first).width / 2 : null;
    },
  });
  show();
  return {
    hint: item.max === 1 ? t('hint_hotspot') : hintOfSeveral('hint_hotspot_several', item.max, text, item.areas.length),
    nodes,
    choose(index) {
      if (disabled || index >= buttons.length) return false;
      pick(index);
      buttons[index].focus();
      return true;
    },
  };
}

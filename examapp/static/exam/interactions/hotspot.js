import { plainText } from '../clean_html.js';
import { h, svg } from '../dom.js';
import { t } from '../texts.js';

const ZOOMS = [1, 1.5, 2, 3, 4];

/** @param {{shape: string, coords: number[]}} area @returns {{x: number, y: number, width: number, height: number}} */
function box({ shape, coords: [a, b, c, d] }) {
  return shape === 'circle' ? { x: a - c, y: b - c, width: 2 * c, height: 2 * c } : { x: a, y: b, width: c - a, height: d - b };
}

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
  const picture = pictureOf(item.picture);
  const rings = svg('svg', { class: 'rings', 'aria-hidden': 'true' });
  const sheet = h('div', { class: 'hotspot-sheet' });
  let zoom = 0;

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

  function place() {
    const { naturalWidth: width, naturalHeight: height } = picture;
    if (!width || !height) return;
    rings.setAttribute('viewBox', `0 0 ${width} ${height}`);
    item.areas.forEach((area, index) => {
      const frame = box(area);
      Object.assign(buttons[index].style, {
        left: `${(100 * frame.x) / width}%`, top: `${(100 * frame.y) / height}%`,
        width: `${(100 * frame.width) / width}%`, height: `${(100 * frame.height) / height}%`,
      });
    });
  }

  /** @param {number} next */
  function zoomTo(next) {
    zoom = Math.min(Math.max(next, 0), ZOOMS.length - 1);
    sheet.style.width = `${100 * ZOOMS[zoom]}%`;
    const [first] = item.areas.filter((area) => chosen.has(area.id));
    const frame = sheet.parentElement;
    if (!frame || !picture.naturalWidth) return;
    const scale = sheet.offsetWidth / picture.naturalWidth;
    const middle = first ? box(first).x + box(first).width / 2 : picture.naturalWidth / 2;
    frame.scrollLeft = middle * scale - frame.clientWidth / 2;
  }

  picture.addEventListener('load', place);
  sheet.append(picture, rings, h('ul', { 'aria-labelledby': labelledBy }, buttons.map((button) => h('li', {}, button))));
  place();
  show();
  return {
    hint: item.max === 1 ? t('hint_hotspot') : t('hint_hotspot_several', { n: item.max }),
    nodes: [
      h('div', { class: 'hotspot-frame', tabindex: '0', role: 'group', 'aria-label': t('picture') }, sheet),
      h('p', { class: 'zoom' },
        h('button', { type: 'button', class: 'secondary', onclick: () => zoomTo(0) }, t('zoom_whole')),
        h('button', { type: 'button', class: 'square', 'aria-label': t('zoom_out'), onclick: () => zoomTo(zoom - 1) }, '–'),
        h('button', { type: 'button', class: 'square', 'aria-label': t('zoom_in'), onclick: () => zoomTo(zoom + 1) }, '+')),
    ],
    choose(index) {
      if (disabled || index >= buttons.length) return false;
      pick(index);
      buttons[index].focus();
      return true;
    },
  };
}

import { h } from '../dom.js';
import { t } from '../texts.js';

const ZOOMS = [1, 1.5, 2, 3, 4];
/** However little room there is, no picture is made smaller than this part of itself: its words must be read. */
const SMALLEST = 0.6;
/** Above and below the column, with room for the focus ring. */
const PADDING = 40;

/**
 * A picture to answer on: what lies over it keeps its place at every size; on a phone it can be enlarged.
 * @param {{picture: HTMLImageElement, layers: Node[], place: (width: number, height: number) => void,
 *   middle: () => number|null}} options `place` lays the layers once the picture's size is known; `middle` is
 *   where an enlarged picture is shown, in its pixels
 */
export function pictureSheet({ picture, layers, place, middle }) {
  const sheet = h('div', { class: 'hotspot-sheet' }, picture, layers);
  const frame = h('div', { class: 'hotspot-frame', tabindex: '0', role: 'group', 'aria-label': t('picture') }, sheet);
  let zoom = 0;

  /** @param {number} next */
  function zoomTo(next) {
    zoom = Math.min(Math.max(next, 0), ZOOMS.length - 1);
    sheet.style.width = `${100 * ZOOMS[zoom]}%`;
    if (!picture.naturalWidth) return;
    const scale = sheet.offsetWidth / picture.naturalWidth;
    frame.scrollLeft = (middle() ?? picture.naturalWidth / 2) * scale - frame.clientWidth / 2;
  }

  const lay = () => {
    if (picture.naturalWidth && picture.naturalHeight) place(picture.naturalWidth, picture.naturalHeight);
  };
  picture.addEventListener('load', () => { lay(); fit(); });
  lay();

  /** Where only the item scrolls, the whole picture and what belongs to it fit between head and foot. */
  function fit() {
    const reading = /** @type {HTMLElement|null} */ (frame.closest('.reading'));
    const content = reading?.firstElementChild;
    if (!reading || !content || !picture.naturalHeight) return;
    const alone = getComputedStyle(reading).overflowY === 'auto';
    const others = content.scrollHeight - frame.offsetHeight + PADDING;
    const most = Math.max(reading.clientHeight - others, SMALLEST * picture.naturalHeight);
    frame.style.maxHeight = alone ? `${most}px` : '';
    frame.style.maxWidth = alone ? `${Math.floor((most * picture.naturalWidth) / picture.naturalHeight)}px` : '';
  }
  whenShown(frame, fit);
  return {
    sheet,
    nodes: [frame, h('p', { class: 'zoom' },
      h('button', { type: 'button', class: 'secondary', onclick: () => zoomTo(0) }, t('zoom_whole')),
      h('button', { type: 'button', class: 'square', 'aria-label': t('zoom_out'), onclick: () => zoomTo(zoom - 1) }, '–'),
      h('button', { type: 'button', class: 'square', 'aria-label': t('zoom_in'), onclick: () => zoomTo(zoom + 1) }, '+'))],
  };
}

/** Once an element is on the screen, and whenever the window changes as long as it is. @param {HTMLElement} element @param {() => void} act */
function whenShown(element, act) {
  const seen = new ResizeObserver(() => {
    if (!element.isConnected) return;
    seen.disconnect();
    act();
    const again = () => { if (element.isConnected) act(); else window.removeEventListener('resize', again); };
    window.addEventListener('resize', again);
  });
  seen.observe(element);
}

/** @param {{shape: string, coords: number[]}} area @returns {{x: number, y: number, width: number, height: number}} */
export function box({ shape, coords }) {
  const [a, b, c, d] = coords;
  if (shape === 'circle') return { x: a - c, y: b - c, width: 2 * c, height: 2 * c };
  if (shape === 'rect') return { x: a, y: b, width: c - a, height: d - b };
  const across = coords.filter((_, index) => index % 2 === 0);
  const down = coords.filter((_, index) => index % 2 === 1);
  const [x, y] = [Math.min(...across), Math.min(...down)];
  return { x, y, width: Math.max(...across) - x, height: Math.max(...down) - y };
}

/** Lays a button over an area. @param {HTMLElement} button @param {{shape: string, coords: number[]}} area @param {number} width @param {number} height */
export function layOver(button, area, width, height) {
  const { x, y, width: across, height: down } = box(area);
  Object.assign(button.style, {
    left: `${(100 * x) / width}%`, top: `${(100 * y) / height}%`,
    width: `${(100 * across) / width}%`, height: `${(100 * down) / height}%`,
  });
}

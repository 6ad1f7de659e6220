import { h, svg } from '../dom.js';
import { t } from '../texts.js';
import { pictureSheet } from './picture_sheet.js';
import { hintOfSeveral } from './several.js';

/** Columns of the squares by which a point is set without a mouse; a place that is asked for holds at least one. */
const COLUMNS = 24;
/** How far an arrow key moves a point, as a part of the picture's width. */
const STEP = 1 / 100;
/** A press so near to a point, in pixels of the screen, means that point. */
const NEAR = 16;

/**
 * Points on a picture: a press puts one; arrow keys move it; two lists (column and row of a square) put it as well.
 * @param {import('../item_view.js').Context} context @returns {import('../item_view.js').Interaction}
 */
export function selectPoint({ item, text, value, disabled, onChange, labelledBy, notice, pictureOf, lists }) {
  /** @type {[number, number][]} */
  const points = (value ?? []).map(([x, y]) => [x, y]);
  const picture = pictureOf(item.picture);
  const rings = svg('svg', { class: 'rings', 'aria-hidden': 'true' });
  const list = h('ol', { class: 'points', 'aria-labelledby': labelledBy });
  let [width, height] = [0, 0];
  const square = () => width / COLUMNS;

  const { sheet, nodes } = pictureSheet({
    picture, layers: [rings],
    place(across, down) {
      [width, height] = [across, down];
      rings.setAttribute('viewBox', `0 0 ${width} ${height}`);
      show();
    },
    middle: () => points[0]?.[0] ?? null,
  });
  sheet.classList.add('takes-points');
  if (!disabled) sheet.addEventListener('click', press);

  /** @param {MouseEvent} event */
  function press(event) {
    const frame = sheet.getBoundingClientRect();
    if (!width || !frame.width) return;
    const scale = width / frame.width;
    const [x, y] = [(event.clientX - frame.left) * scale, (event.clientY - frame.top) * scale];
    const near = points.findIndex((point) => Math.hypot(point[0] - x, point[1] - y) < NEAR * scale);
    if (near >= 0 && item.max > 1) remove(near);
    else put(x, y);
  }

  /** @param {number} x @param {number} y in the picture's pixels */
  function put(x, y) {
    if (item.max === 1) points.length = 0;
    if (points.length >= item.max) {
      notice(t('choice_full', { n: item.max }));
      return;
    }
    points.push(within(x, y));
    give();
  }

  /** @param {number} x @param {number} y @returns {[number, number]} */
  const within = (x, y) => [
    Math.min(Math.max(Math.round(x), 0), width - 1), Math.min(Math.max(Math.round(y), 0), height - 1)];

  /** @param {number} index */
  function remove(index) {
    points.splice(index, 1);
    give();
  }

  function give() {
    notice('');
    show();
    onChange(points.map((point) => [...point]));
  }

  /** @param {KeyboardEvent} event @param {number} index */
  function byKey(event, index) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [x, y] = points[index];
    const next = within(x + way[0] * width * STEP, y + way[1] * width * STEP);
    if (next[0] === x && next[1] === y) return; // at the edge
    points[index] = next;
    give();
    /** @type {HTMLElement|undefined} */ (list.children[index]?.querySelector('button'))?.focus();
  }

  function show() {
    if (!width) return;
    rings.replaceChildren(...points.map(([x, y]) => svg('g', {},
      svg('circle', { class: 'ring-edge', cx: x, cy: y, r: width / 60 }), svg('circle', { class: 'ring', cx: x, cy: y, r: width / 60 }))));
    list.replaceChildren(...points.map(([x, y], index) => h('li', {},
      h('button', {
        type: 'button', class: 'secondary', disabled, onkeydown: (/** @type {KeyboardEvent} */ event) => byKey(event, index),
        'aria-label': t('point_label', { n: index + 1, column: 1 + Math.floor(x / square()), row: 1 + Math.floor(y / square()) }),
      }, t('point_name', { n: index + 1 })),
      h('button', { type: 'button', class: 'quiet', disabled, onclick: () => remove(index) }, t('point_remove', { n: index + 1 })))));
  }

  return {
    hint: lists ? t('hint_point_lists') : item.max === 1 ? t('hint_point') : hintOfSeveral('hint_points', item.max, text),
    nodes: [...nodes, list, squares({ disabled, open: lists, rows: () => Math.ceil(height / square()), put: (column, row) => put((column - 0.5) * square(), (row - 0.5) * square()) })],
  };
}

/** Two numbers and a button: the way for whoever cannot press into a picture. */
function squares({ disabled, open, rows, put }) {
  const field = (/** @type {string} */ label) => {
    const input = /** @type {HTMLInputElement} */ (h('input', { type: 'number', class: 'typed', min: '1', inputmode: 'numeric', disabled, 'data-short': true }));
    return { input, label: h('label', {}, label, ' ', input) };
  };
  const [column, row] = [field(t('square_column', { n: COLUMNS })), field(t('square_row'))];
  const act = () => {
    const [x, y] = [Number(column.input.value), Number(row.input.value)];
    if (x >= 1 && x <= COLUMNS && y >= 1 && y <= rows()) put(x, y);
    else (x >= 1 && x <= COLUMNS ? row : column).input.focus();
  };
  return h('details', { class: 'squares', open }, h('summary', {}, t('squares')),
    h('p', {}, t('squares_note')),
    h('p', { class: 'typed-row' }, column.label, row.label, h('button', { type: 'button', class: 'secondary', disabled, onclick: act }, t('square_put'))));
}

import { svg } from './dom.js';

/** The house's signs, on a grid of 24: a line each, or parts with their own paint. */
const LINES = {
  globe: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17',
  chevron: 'M6 9l6 6 6-6',
  pencil: 'M4 20l1-4.5L16 4.5l3.5 3.5-11 11zM14 6.5l3.5 3.5',
  hand: 'M8 13V6.5a1.5 1.5 0 0 1 3 0V4.5a1.5 1.5 0 0 1 3 0v2a1.5 1.5 0 0 1 3 0V14c0 4-2 7-5.5 7-3 0-4.3-1.5-5.7-4l-2-3.5c-.9-1.7 1.2-3 2.4-1.5L8 14M11 6.5V11M14 6.5V11M17 9v2',
  flag: 'M6 21V4h12l-3 4.5 3 4.5H6',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
  tick: 'M5 12.5l4.5 4.5L19 7.5',
  person: 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.6-4 3.4-6 7.5-6s6.9 2 7.5 6z',
  pause: 'M8.5 5v14M15.5 5v14',
  info: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 11v5M12 8v.01',
  warning: 'M12 4l9.5 16h-19zM12 10v4.5M12 17.2v.01',
  'no-link': 'M3 3l18 18M2.5 9.5A13.5 13.5 0 0 1 7 6.7M10.5 5.6a13.5 13.5 0 0 1 11 3.9M5.8 13.2A9 9 0 0 1 9.5 11M14 11.1a9 9 0 0 1 4.2 2.1M9 16.8a4.5 4.5 0 0 1 5.5-.4M12 20h.01',
  grid: 'M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z',
  printer: 'M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z',
  left: 'M20 12H4M10 6l-6 6 6 6',
  right: 'M4 12h16M14 6l6 6-6 6',
  up: 'M12 20V4M6 10l6-6 6 6',
  down: 'M12 4v16M6 14l6 6 6-6',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  screen: 'M3 4.5h18v12H3zM8.5 20.5h7M12 16.5v4',
};

const circle = (radius, paint) => svg('circle', { cx: 12, cy: 12, r: radius, ...paint });
const stroke = (d, colour, width = 2.3) => svg('path', {
  d, fill: 'none', stroke: colour, 'stroke-width': width, 'stroke-linecap': 'round', 'stroke-linejoin': 'round',
});
const line = { fill: 'none', stroke: 'currentColor', 'stroke-width': 2 };

/** Signs whose shape alone tells the state apart: disc, half-disc, triangle, square. */
const SIGNS = {
  held: () => [circle(10.5, { fill: 'currentColor' }), stroke('M7 12.3l3.5 3.5L17 9', 'var(--sign-mark)')],
  queued: () => [circle(9.5, { ...line, fill: 'var(--surface)' }), svg('path', { d: 'M12 2.5a9.5 9.5 0 0 1 0 19z', fill: 'currentColor' })],
  offline: () => [svg('path', { d: 'M12 2.5L22.5 21h-21z', fill: '#F2B01E', stroke: '#13233B', 'stroke-width': 2, 'stroke-linejoin': 'round' }),
    stroke('M12 9.5v5.5M12 18v.01', '#13233B')],
  lost: () => [svg('rect', { x: 2, y: 2, width: 20, height: 20, rx: 2, fill: 'currentColor' }), stroke('M8 8l8 8M16 8l-8 8', 'var(--sign-mark)')],
  open: () => [circle(9.5, line)],
  contrast: () => [circle(8.5, line), svg('path', { d: 'M12 3.5a8.5 8.5 0 0 1 0 17z', fill: 'currentColor' })],
};

/** @param {string} name @param {string} [extra] further classes */
export function icon(name, extra = '') {
  const parts = SIGNS[name] ? SIGNS[name]() : [stroke(LINES[name], 'currentColor', 2)];
  return svg('svg', { viewBox: '0 0 24 24', class: `icon ${extra}`.trim(), 'aria-hidden': 'true', focusable: 'false' }, ...parts);
}

/** The eight-pointed star. */
export function star() {
  const part = (d, fill) => svg('path', { d, fill });
  return svg('svg', { viewBox: '0 0 40 40', class: 'star', 'aria-hidden': 'true', focusable: 'false' },
    part('M20 1l5.6 5.5h7.9v7.9L39 20l-5.5 5.6v7.9h-7.9L20 39l-5.6-5.5H6.5v-7.9L1 20l5.5-5.6V6.5h7.9z', '#1D4199'),
    part('M20 8.5l3.4 3.3h4.8v4.8l3.3 3.4-3.3 3.4v4.8h-4.8L20 31.5l-3.4-3.3h-4.8v-4.8L8.5 20l3.3-3.4v-4.8h4.8z', '#fff'),
    part('M20 13.5l6.5 6.5-6.5 6.5-6.5-6.5z', '#12939A'));
}

import { h, setText } from '../dom.js';
import { markOf } from '../marks.js';
import { t } from '../texts.js';

const PER_ROW = 5;

/** @param {import('../marks.js').Mark} mark @param {boolean} answered */
function tileState(mark, answered) {
  if (mark.kind === 'lost') return 'lost';
  if (mark.kind === 'queued' || mark.kind === 'unsaved') return 'queued';
  return answered ? 'held' : 'none';
}

const sample = (/** @type {string} */ state, /** @type {string} */ words, flagged = false) => h('li', {},
  h('span', { class: `tile sample${flagged ? ' flagged' : ''}`, 'data-state': state, 'aria-hidden': 'true' }), words);

/** All items as tiles: the map, the progress and the way to each of them. */
export class Palette {
  /** @param {{attempt: import('../attempt.js').Attempt, navigator: import('../navigator.js').Navigator, onGo: (index: number) => void}} parts */
  constructor({ attempt, navigator, onGo }) {
    this.attempt = attempt;
    this.navigator = navigator;
    this.count = h('span', { class: 'palette-count' });
    this.tiles = navigator.items.map((item, index) => h('button', {
      type: 'button', class: 'tile', tabindex: '-1',
      onclick: () => onGo(index),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#move(event, index),
    }, String(item.number)));
    this.element = h('nav', { class: 'palette', 'aria-label': t('palette') },
      h('h2', { class: 'palette-head' }, t('palette'), this.count),
      h('ol', { class: 'tiles' }, this.tiles.map((tile) => h('li', {}, tile))),
      h('ul', { class: 'legend' },
        sample('held', t('legend_held')), sample('queued', t('legend_queued')),
        sample('none', t('legend_none')), sample('none', t('legend_flagged'), true)));
    this.update();
  }

  update() {
    const { attempt, navigator } = this;
    let answered = 0;
    navigator.items.forEach((item, index) => {
      const has = attempt.isAnswered(item.id);
      if (has) answered += 1;
      this.#showTile(index, tileState(markOf(attempt, item.id), has), navigator.flags.has(item.id));
    });
    setText(this.count, `${answered} / ${navigator.items.length}`);
  }

  /** @param {number} index @param {string} state @param {boolean} flagged */
  #showTile(index, state, flagged) {
    const tile = this.tiles[index];
    const current = index === this.navigator.current;
    const name = [t('tile_name', { n: this.navigator.items[index].number }), t(`tile_${state}`), flagged && t('tile_flagged')];
    const spoken = name.filter(Boolean).join(', ');
    tile.dataset.state = state;
    tile.classList.toggle('flagged', flagged);
    tile.tabIndex = current ? 0 : -1;
    if (current) tile.setAttribute('aria-current', 'step');
    else tile.removeAttribute('aria-current');
    if (tile.getAttribute('aria-label') !== spoken) tile.setAttribute('aria-label', spoken);
  }

  /** Arrow keys move the focus only; Enter and space go, as on any button. @param {KeyboardEvent} event @param {number} index */
  #move(event, index) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: PER_ROW, ArrowUp: -PER_ROW }[event.key];
    const target = { Home: 0, End: this.tiles.length - 1 }[event.key] ?? (step ? index + step : null);
    if (target === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.tiles[target]?.focus();
  }
}

import { h, setText } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../texts.js';

/** The strip that asks for the full screen where the room works in it, and says so when it has been left. */

const SCREENS = new Set(['language', 'consent', 'rules', 'waiting', 'practice', 'loading', 'exam']);

/** A browser that was started in full screen has no element in it. */
const isFull = () => Boolean(document.fullscreenElement) || matchMedia('(display-mode: fullscreen)').matches;

export class FullScreen {
  /** @param {import('../app.js').App} app @param {(since: number) => void} onReturn told how long it was left */
  constructor(app, onReturn) {
    this.app = app;
    this.onReturn = onReturn;
    this.wanted = false;
    this.wasFull = isFull();
    /** @type {number|null} */
    this.leftAt = null;
    this.words = h('b');
    this.label = h('span');
    this.parts = [icon('warning'), h('p', {}, this.words),
      h('button', { type: 'button', class: 'secondary', onclick: () => document.documentElement.requestFullscreen?.().catch(() => {}) }, this.label)];
    this.element = h('div', { class: 'full-screen', role: 'status', hidden: true });
    const change = () => this.#change();
    document.addEventListener('fullscreenchange', change);
    matchMedia('(display-mode: fullscreen)').addEventListener('change', change);
  }

  #change() {
    const full = isFull();
    if (full && this.leftAt !== null) {
      this.onReturn(this.leftAt);
      this.leftAt = null;
    } else if (!full && this.wasFull && this.wanted) this.leftAt = performance.now();
    this.wasFull = full;
    this.show();
  }

  show() {
    const hidden = !this.wanted || isFull() || !SCREENS.has(this.app.shown);
    if (hidden !== this.element.hidden) this.element.replaceChildren(...(hidden ? [] : this.parts));
    this.element.hidden = hidden;
    if (hidden) return;
    setText(this.words, t(this.leftAt === null ? 'full_screen_ask' : 'full_screen_left'));
    setText(this.label, t('full_screen_button'));
  }
}

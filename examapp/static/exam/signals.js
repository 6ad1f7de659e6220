import { BackOff } from './connection.js';

/**
 * Notes, with time and length, that another window came to the front, that something was pasted or printed.
 * Never what; never more than the server asked for; and not what lasts less than two seconds, because tools of
 * the system, those for people with disabilities among them, take the focus for moments. A note that cannot be
 * sent waits on this computer; one that is lost loses no answer.
 * @typedef {{mark: string, kind: string, began_ms: number|null, duration_ms: number|null, open?: boolean, since?: number}} Signal
 */
const LEAST_MS = 2000;
const SEND_AFTER_MS = 10000;
const AT_ONCE = 32;
const MOST = 200;
const LAST_WORD_MS = 2000;

function newMark() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class Signals {
  /** @param {import('./app.js').App} app */
  constructor(app) {
    this.app = app;
    /** @type {string[]} what the server asks for */
    this.kinds = [];
    /** @type {Signal[]} */
    this.waiting = [];
    this.noted = 0;
    this.sending = false;
    this.backOff = new BackOff(SEND_AFTER_MS, 60000);
    /** @type {number|null} when the window was left, on the monotonic clock */
    this.leftAt = null;
    /** @type {Signal|null} */
    this.leaving = null;
    /** @type {number|null} */
    this.printingAt = null;
    window.addEventListener('blur', () => this.#leave());
    window.addEventListener('focus', () => this.#comeBack());
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#leave() : document.hasFocus() && this.#comeBack()));
    document.addEventListener('paste', () => this.note('pasted', null), true);
    window.addEventListener('beforeprint', () => { this.printingAt = performance.now(); });
    window.addEventListener('afterprint', () => {
      if (this.printingAt !== null) this.note('printed', this.printingAt);
      this.printingAt = null;
    });
  }

  /** @param {import('./attempt.js').Attempt} attempt */
  async follow(attempt) {
    this.waiting = [];
    const kept = await attempt.storage?.get('records', 'signals').catch(() => null);
    if (kept?.attempt !== attempt.session.attempt) return;
    // What was open when the last page died has no end that anybody saw.
    this.waiting = kept.list.map((/** @type {Signal} */ { open, ...signal }) => signal);
    if (this.waiting.length) this.#sendLater();
  }

  /** Something has happened since a moment of the monotonic clock; null has no length. @param {string} kind @param {number|null} since */
  note(kind, since) {
    const length = since === null ? null : Math.round(performance.now() - since);
    const brief = length !== null && length < LEAST_MS && kind !== 'printed';
    if (!brief && this.#wants(kind)) this.#add(kind, length);
  }

  /** What waits, a last time before this computer forgets the attempt. */
  async sendLast() {
    if (this.waiting.length) await Promise.race([this.#send(), new Promise((resolve) => { setTimeout(resolve, LAST_WORD_MS); })]);
    this.waiting = [];
  }

  /** @param {string} kind */
  #wants(kind) {
    return this.kinds.includes(kind) && this.app.attempt?.state === 'in_progress' && !this.app.readOnly && this.noted < MOST;
  }

  /** @param {string} kind @param {number|null} length @param {boolean} [open] @returns {Signal} */
  #add(kind, length, open = false) {
    const now = this.app.attempt?.countdown.serverNow() ?? null;
    const began = now === null ? null : Math.max(0, Math.round(now - (length ?? 0)));
    const signal = { mark: newMark(), kind, began_ms: began, duration_ms: length, ...(open ? { open } : {}) };
    this.noted += 1;
    this.waiting.push(signal);
    this.#keep();
    if (!open) this.#sendLater();
    return signal;
  }

  #leave() {
    if (this.leftAt !== null || this.printingAt !== null) return;
    this.leftAt = performance.now();
    // Kept at once: if the page dies meanwhile, the beginning is known.
    if (this.#wants('window_left')) this.leaving = this.#add('window_left', null, true);
  }

  #comeBack() {
    if (this.leftAt === null) return;
    const length = Math.round(performance.now() - this.leftAt);
    this.leftAt = null;
    const signal = this.leaving;
    this.leaving = null;
    if (!signal) return;
    if (length < LEAST_MS) {
      this.waiting = this.waiting.filter((each) => each !== signal);
      this.noted -= 1;
    } else {
      delete signal.open;
      signal.duration_ms = length;
      this.#sendLater();
    }
    this.#keep();
  }

  #keep() {
    const { attempt } = this.app;
    if (!attempt || attempt.practice) return;
    attempt.storage?.note('records', { attempt: attempt.session.attempt, list: this.waiting }, 'signals').catch(() => {});
  }

  #sendLater() {
    if (this.sending) return;
    this.sending = true;
    setTimeout(async () => {
      this.sending = false;
      const done = await this.#send();
      if (done) this.backOff.reset();
      if (this.waiting.some((signal) => !signal.open)) this.#sendLater();
    }, this.backOff.take());
  }

  /** @returns {Promise<boolean>} whether the server has taken what was sent, or will never take it */
  async #send() {
    const { attempt } = this.app;
    const batch = this.waiting.filter((signal) => !signal.open).slice(0, AT_ONCE);
    if (!attempt || !batch.length) return true;
    const reply = await attempt.call('POST', '/attempt/signals', { signals: batch });
    if (reply.kind === 'ok' && reply.body.left === 0) this.noted = MOST;
    if (reply.kind !== 'ok' && reply.status !== 400) return false;
    this.waiting = this.waiting.filter((signal) => !batch.includes(signal));
    this.#keep();
    return true;
  }
}

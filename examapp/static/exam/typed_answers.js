/**
 * Typed answers become an event after a pause, at the latest after ten seconds, and at once when the
 * candidate leaves the field, the item or the page. The value is always the whole one.
 */
export const PAUSE_MS = 2000;
export const LATEST_MS = 10000;
const DRAFT = 'exam-draft';

export class TypedAnswers {
  /** @param {{record: (item: string, value: string) => Promise<any>, tell: (topic: string, detail?: any) => void, session: {attempt: string}}} attempt */
  constructor(attempt) {
    this.attempt = attempt;
    /** @type {{item: string, value: string, since: number, timer: number}|null} */
    this.waiting = null;
  }

  /** @param {string} item @param {string} value */
  type(item, value) {
    if (this.waiting && this.waiting.item !== item) this.flush();
    const now = performance.now();
    const since = this.waiting?.since ?? now;
    clearTimeout(this.waiting?.timer);
    const wait = Math.max(0, Math.min(PAUSE_MS, LATEST_MS - (now - since)));
    this.waiting = { item, value, since, timer: window.setTimeout(() => this.flush(), wait) };
    this.attempt.tell('mark', item);
  }

  /** @param {string} item */
  isWaiting(item) {
    return this.waiting?.item === item;
  }

  /** @returns {Promise<void>} when the value is on the disk */
  async flush() {
    if (!this.waiting) return;
    const { item, value, timer } = this.waiting;
    clearTimeout(timer);
    this.waiting = null;
    await this.attempt.record(item, value);
    this.#forgetDraft(value);
  }

  /** The page is going: a write to the database may not finish, one to the session's store does. */
  leave() {
    if (!this.waiting) return;
    const { item, value } = this.waiting;
    try {
      sessionStorage.setItem(DRAFT, JSON.stringify({ attempt: this.attempt.session.attempt, item, value }));
    } catch { /* then the event alone must do */ }
    this.flush();
  }

  /** @returns {{item: string, value: string}|null} what the last page of this attempt could not finish */
  takeDraft() {
    try {
      const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? 'null');
      sessionStorage.removeItem(DRAFT);
      return draft && draft.attempt === this.attempt.session.attempt ? draft : null;
    } catch {
      return null;
    }
  }

  /** @param {string} value */
  #forgetDraft(value) {
    try {
      if (JSON.parse(sessionStorage.getItem(DRAFT) ?? 'null')?.value === value) sessionStorage.removeItem(DRAFT);
    } catch { /* nothing was kept */ }
  }
}

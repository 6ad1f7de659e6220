/**
 * Typed answers become an event after a pause, at the latest after ten seconds, and at once when the
 * candidate leaves the field, the item or the page. The value is always the whole one.
 * @typedef {{item: string, value: any}} Draft a change that is no event on the disk yet
 */
export const PAUSE_MS = 2000;
export const LATEST_MS = 10000;
const DRAFT = 'exam-draft';

export class TypedAnswers {
  /** @param {{record: (item: string, value: string) => Promise<any>, answers: Map<string, any>, unsaved: Set<string>, tell: (topic: string, detail?: any) => void, session: {attempt: string}}} attempt */
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
  }

  /** The page is going: a write to the database may not finish, one to the session's store does. */
  leave() {
    const drafts = this.#listUnwritten();
    if (!drafts.length) return;
    try {
      sessionStorage.setItem(DRAFT, JSON.stringify({ attempt: this.attempt.session.attempt, drafts }));
    } catch { /* then the events alone must do */ }
    this.flush();
  }

  /** @returns {Draft[]} changes that are not on the disk yet, the oldest first */
  #listUnwritten() {
    const items = new Set(this.attempt.unsaved);
    if (this.waiting) items.add(this.waiting.item);
    return [...items].map((item) => ({ item, value: this.attempt.answers.get(item) }));
  }

  /** @returns {Draft[]} what the last page of this attempt could not finish: typed, or pressed as it went */
  takeDrafts() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(DRAFT) ?? 'null');
      this.forgetDrafts();
      return kept?.attempt === this.attempt.session.attempt ? kept.drafts ?? [] : [];
    } catch {
      return [];
    }
  }

  /** Once all is on the disk: where the page has stayed, an old value must not come back later. */
  forgetDrafts() {
    if (this.#listUnwritten().length) return;
    try {
      sessionStorage.removeItem(DRAFT);
    } catch { /* nothing was kept */ }
  }
}

import { eventId } from './canonical.js';

/**
 * The log of this seat: each change of an answer is an event, chained by `prev`, on the disk before it is
 * shown as kept or sent. Nothing is ever changed in an event but what the server said about it.
 * @typedef {{attempt: string, lease: number, seq: number, item: string, response: any, form_digest: string,
 *   tick: string|null, since_tick_ms: number|null, prev: string|null, id: string, made_ms: number,
 *   held_at: string|null, status: string|null, kept: boolean}} ResponseEvent
 */

/** Statuses under which the server has the event in its store; `refused` and `conflict` are told apart. */
export const STORED = new Set(['live', 'grace', 'late', 'late_unproven', 'over', 'stale_lease', 'gap']);

/** @param {any} response @returns {boolean} */
export function isEmpty(response) {
  if (response === null || response === undefined || response === '') return true;
  if (Array.isArray(response)) return response.length === 0;
  return typeof response === 'object' && Object.values(response).every((value) => !value);
}

/** @param {string} attempt @returns {IDBKeyRange} all events of an attempt */
export const eventsOf = (attempt) => IDBKeyRange.bound([attempt], [attempt, []]);

export class ResponseLog {
  /** @param {import('./storage.js').Storage} storage @param {string} attempt */
  constructor(storage, attempt) {
    this.storage = storage;
    this.attempt = attempt;
    this.lease = 0;
    this.formDigest = '';
    /** @type {ResponseEvent[]} in the order of (lease, seq) */
    this.events = [];
    /** @type {Map<string, ResponseEvent>} */
    this.newest = new Map();
    /** The lowest seq that this lease may still give: what the server holds must not be given again. */
    this.floor = 0;
    /** @type {{tick: string, at: number}|null} */
    this.lastTick = null;
    /** @type {Promise<any>} one append after the other: the chain has no branches */
    this.queue = Promise.resolve();
  }

  async load() {
    this.events = await this.storage.all('events', eventsOf(this.attempt));
    this.#index();
  }

  /** @param {number} lease @param {number} serverHead the highest seq the server has of it, −1 for none */
  setLease(lease, serverHead) {
    this.floor = serverHead + 1;
    if (lease === this.lease) return;
    this.lease = lease;
    this.#index();
  }

  /** @param {string} tick as the server gave it */
  setTick(tick) {
    this.lastTick = { tick, at: performance.now() };
  }

  /** @returns {ResponseEvent|null} the last event of this lease */
  last() {
    const event = this.events.at(-1);
    return event && event.lease === this.lease ? event : null;
  }

  /** What a heartbeat tells the server, so that its next tick proves these events. */
  head() {
    const last = this.last();
    return last && { lease: last.lease, seq: last.seq, id: last.id };
  }

  /**
   * Writes one change. Resolves when it is on the disk; the event comes back with `kept: false` when the
   * disk refused it, and is then held in memory and sent all the same.
   * @param {string} item @param {any} response @returns {Promise<ResponseEvent>}
   */
  append(item, response) {
    // The value and the moment belong to the change, not to its turn in the queue.
    const made = { item, response: structuredClone(response), made_ms: Date.now(), ...this.#tickNow() };
    const turn = this.queue.then(() => this.#append(made));
    this.queue = turn.catch(() => {});
    return turn;
  }

  #tickNow() {
    if (!this.lastTick) return { tick: null, since_tick_ms: null };
    return { tick: this.lastTick.tick, since_tick_ms: Math.floor(performance.now() - this.lastTick.at) };
  }

  /** @param {{item: string, response: any, made_ms: number, tick: string|null, since_tick_ms: number|null}} made */
  async #append(made) {
    const last = this.last();
    const seq = Math.max(last ? last.seq + 1 : 0, this.floor);
    /** @type {any} */
    const event = {
      ...made, attempt: this.attempt, lease: this.lease, seq, form_digest: this.formDigest,
      prev: last && last.seq === seq - 1 ? last.id : null, held_at: null, status: null, kept: true,
    };
    event.id = await eventId(event);
    try {
      await this.storage.keep('events', event);
    } catch {
      event.kept = false;
    }
    this.events.push(event);
    this.newest.set(made.item, event);
    return event;
  }

  /** @returns {ResponseEvent[]} what no acknowledgement has covered, in order */
  pending() {
    return this.events.filter((event) => !event.status);
  }

  /** @returns {number} how many answers wait: an answer that was changed five times is one */
  waiting() {
    return new Set(this.pending().map(({ item }) => item)).size;
  }

  /** The next batch: in order, at most `limit`, of one lease. @param {number} [limit] */
  nextBatch(limit = 32) {
    const pending = this.pending();
    return pending.filter((event) => event.lease === pending[0].lease).slice(0, limit);
  }

  /** @param {ResponseEvent} event @param {string} status @param {string|null} at the server's time */
  async acknowledge(event, status, at) {
    event.status = status;
    event.held_at = at;
    // A lost note only means that the event is sent again: the server knows it by its id.
    await this.storage.note('events', event).catch(() => {});
  }

  /** Puts events back into the queue that the server says it has not. @param {(event: ResponseEvent) => boolean} isMissing */
  async reopen(isMissing) {
    for (const event of this.events.filter((each) => each.status && isMissing(each))) {
      event.status = null;
      event.held_at = null;
      await this.storage.note('events', event).catch(() => {});
    }
  }

  /** The last event of each item in this lease. @returns {Map<string, ResponseEvent>} */
  latest() {
    return this.newest;
  }

  #index() {
    this.newest = new Map(this.events.filter((event) => event.lease === this.lease).map((event) => [event.item, event]));
  }
}

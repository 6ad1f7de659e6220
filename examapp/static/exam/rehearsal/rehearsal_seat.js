import { call } from '../connection.js';
import { Outbox } from '../outbox.js';
import { ResponseLog, STORED } from '../response_log.js';

/** How often a seat says how it fares, in milliseconds. */
const REPORT_MS = 5000;
/** How long a seat goes on sending what it still has when the time is over. */
const DRAIN_MS = 15000;

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/**
 * A seat that goes through the open items until the time is over: its answers take the exam page's own way, from
 * the log on the disk through the outbox to the server. It draws nothing; `answerNext` says what it answers.
 * @typedef {{rehearsal: string, token: string, attempt: string, lease: number, left_ms: number,
 *   pace_ms: number, number: number}} Joined `pace_ms` from one answer to the next
 * @typedef {{item: string, kind: string, response: any}} Answer `response` undefined: the item could not be answered
 */
export class RehearsalSeat {
  /**
   * @param {Joined} joined @param {import('../storage.js').Storage} storage @param {string} formDigest
   * @param {(turn: number) => Promise<Answer>} answerNext
   */
  constructor(joined, storage, formDigest, answerNext) {
    this.token = joined.token;
    this.paceMs = joined.pace_ms;
    this.endsAt = performance.now() + joined.left_ms;
    this.answerNext = answerNext;
    this.over = false;
    this.requests = 0;
    this.lost = 0;
    this.slowest = 0;
    /** @type {Set<string>} */
    this.answered = new Set();
    /** @type {Set<string>} */
    this.stuck = new Set();
    /** @type {Map<number, number>} */
    this.madeAt = new Map();
    this.log = new ResponseLog(storage, joined.attempt);
    this.log.setLease(joined.lease, -1);
    this.log.formDigest = formDigest;
    this.outbox = new Outbox(this.log, {
      send: (entries) => this.#call('PUT', '/rehearsal/responses', { entries }),
      onReply: () => {},
      onVerdict: async (event, { status, at }) => {
        this.slowest = Math.max(this.slowest, Math.round(performance.now() - (this.madeAt.get(event.seq) ?? performance.now())));
        await this.log.acknowledge(event, status, at);
      },
      onUnauthorised: () => { this.over = true; },
    });
  }

  /** @param {string} method @param {string} path @param {any} body */
  async #call(method, path, body) {
    const reply = await call(method, path, { token: this.token, body });
    this.requests += 1;
    if (reply.kind === 'unknown') this.lost += 1;
    if (reply.status === 401) this.over = true;
    if (reply.kind === 'ok') this.endsAt = performance.now() + reply.body.left_ms;
    return reply;
  }

  get leftMs() {
    return Math.max(0, this.endsAt - performance.now());
  }

  /** @returns {Record<string, any>} what the server is told */
  get report() {
    const { events } = this.log;
    return {
      answered: [...this.answered], stuck: [...this.stuck].filter((kind) => !this.answered.has(kind)),
      made: events.length, held: events.filter(({ status }) => status !== null && STORED.has(status)).length,
      slowest_ms: this.slowest, requests: this.requests, lost: this.lost, storage: events.every(({ kept }) => kept),
    };
  }

  /** Goes through to the end; resolves when the server has been told how it went. @param {() => void} onStep */
  async run(onStep = () => {}) {
    await this.log.load();
    this.outbox.start();
    const reporting = this.#keepReporting();
    for (let turn = 0; this.leftMs > 0 && !this.over; turn += 1) {
      await this.#answer(turn);
      onStep();
      await sleep(Math.min(this.paceMs, this.leftMs));
    }
    const until = performance.now() + DRAIN_MS;
    while (this.log.pending().length && performance.now() < until && !this.over) await sleep(200);
    await reporting;
    this.outbox.stop();
    await this.#sayDone();
  }

  /** A seat that never says so counts as one that fell silent: on a poor link it says it again. */
  async #sayDone() {
    for (let tries = 0; tries < 5 && !this.over; tries += 1) {
      if ((await this.#report(true)).kind === 'ok') return;
      await sleep(500);
    }
  }

  /** @param {number} turn */
  async #answer(turn) {
    const { item, kind, response } = await this.answerNext(turn);
    if (response === undefined) {
      this.stuck.add(kind);
      return;
    }
    this.answered.add(kind);
    const begun = performance.now();
    const event = await this.log.append(item, response);
    this.madeAt.set(event.seq, begun);
    this.outbox.wake();
  }

  async #keepReporting() {
    while (this.leftMs > 0 && !this.over) {
      await this.#report(false);
      await sleep(Math.min(REPORT_MS, this.leftMs));
    }
  }

  /** @param {boolean} done */
  #report(done) {
    return this.#call('POST', '/rehearsal/report', { report: this.report, done });
  }
}

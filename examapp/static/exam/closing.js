import { BackOff, Pause } from './connection.js';
import { ENDED } from './states.js';

/**
 * The one way out of a running attempt, whatever ended it: send what is left, hand in, and wait until the
 * server has sealed it. It goes on for ever and can be cut at any point; nothing in it happens twice.
 */
export class Closing {
  /** @param {import('./attempt.js').Attempt} attempt @param {() => void} onDone */
  constructor(attempt, onDone) {
    this.attempt = attempt;
    this.onDone = onDone;
    this.running = false;
    this.handedIn = false;
    /** What the next hand-in names as the last event, when the own head cannot be filled. @type {number|null} */
    this.lastOverride = null;
    this.pause = new Pause();
  }

  wake() {
    this.pause.wake();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    const backOff = new BackOff(300, 4000);
    let outcome = 'again';
    while (outcome === 'again' || outcome === 'wait') {
      outcome = await this.#step();
      this.attempt.tell('closing');
      if (outcome === 'again') backOff.reset();
      if (outcome === 'wait') await this.pause.sleep(backOff.take());
    }
    this.running = false;
    if (outcome === 'done') this.onDone();
  }

  /** @returns {Promise<'again'|'wait'|'done'|'goes_on'>} */
  async #step() {
    const { attempt } = this;
    await attempt.typed.flush();
    await attempt.log.queue;
    if (attempt.log.pending().length) {
      attempt.outbox.wake();
      return 'wait';
    }
    if (!ENDED.has(attempt.state)) {
      if (!attempt.session.finishing && attempt.state !== 'closing') {
        // Only this page's clock has run out: the server may have given time that was not heard of.
        if (!await attempt.refresh()) return 'wait';
        if (attempt.state === 'paused' || (attempt.state === 'in_progress' && !attempt.countdown.isOver())) return 'goes_on';
      }
      return this.#handIn();
    }
    if (!await attempt.refresh()) return 'wait';
    if (attempt.log.pending().length) return 'again';
    return attempt.view.receipt ? 'done' : 'wait';
  }

  async #handIn() {
    const { attempt } = this;
    const head = attempt.log.head();
    const last = { lease: attempt.session.lease, seq: this.lastOverride ?? head?.seq ?? this.#serverHead() };
    const reply = await attempt.call('POST', '/attempt/submit', { last });
    if (reply.kind === 'ok') {
      this.handedIn = true;
      attempt.takeView(reply, { state: reply.body.state, ...(reply.body.receipt ? { receipt: reply.body.receipt } : {}) });
      return ENDED.has(attempt.state) ? 'again' : 'wait';
    }
    if (reply.code === 'missing') return this.#sendMissing(reply.body);
    if (reply.kind === 'error' && await attempt.refresh() && attempt.state === 'paused') {
      await attempt.keepSession({ finishing: false });
      return 'goes_on';
    }
    return 'wait';
  }

  /** @param {any} body names the seqs that the server has not */
  async #sendMissing(body) {
    const { attempt } = this;
    const { seqs } = { ...body, ...body.error };
    const { lease } = attempt.session;
    const wanted = new Set(Array.isArray(seqs) ? seqs : []);
    await attempt.log.reopen((event) => event.lease === lease && (wanted.size === 0 || wanted.has(event.seq)));
    if (attempt.log.pending().length) return 'again';
    // This computer has not got them either: hand in what the server does hold.
    await attempt.refresh();
    this.lastOverride = this.#serverHead();
    return 'wait';
  }

  #serverHead() {
    return this.attempt.view?.head?.[this.attempt.session.lease] ?? -1;
  }
}

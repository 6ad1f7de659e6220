import { BackOff, Pause } from './connection.js';
import { STORED } from './response_log.js';

/** As many as the interface takes at once; fewer where they are too large together. */
const MOST = 32;

/**
 * Sends the log, in order, for ever. A batch counts as received only when the reply names each entry by
 * its sequence and by the id that this page has computed itself.
 */
const KNOWN = new Set([...STORED, 'refused', 'conflict']);

/** @param {import('./response_log.js').ResponseEvent} event what the interface takes of it */
function entry({ lease, seq, item, response, made_ms, prev, tick, since_tick_ms }) {
  return { lease, seq, item, response, made_ms, prev, tick, since_tick_ms };
}

/**
 * @param {import('./connection.js').Reply} reply @param {import('./response_log.js').ResponseEvent[]} batch
 * @returns {{status: string, at: string|null}[]|null} one verdict an entry, or null: nothing is known
 */
export function readAcknowledgement(reply, batch) {
  const { acknowledged, results } = reply.body ?? {};
  if (![200, 409, 422].includes(reply.status) || !acknowledged || !Array.isArray(results)) return null;
  if (acknowledged.lease !== batch[0].lease || results.length !== batch.length) return null;
  const whole = results.every((result, index) => result && result.seq === batch[index].seq
    && KNOWN.has(result.status) && (result.id === batch[index].id || result.status === 'conflict'));
  return whole ? results.map(({ status, at }) => ({ status, at: typeof at === 'string' ? at : null })) : null;
}

/** Long answers may be too large together: half of them are tried. @param {any[]} batch */
export const fewer = (batch) => Math.ceil(batch.length / 2);

export class Outbox {
  /** @param {import('./response_log.js').ResponseEvent[]} batch */
  static entries(batch) {
    return batch.map(entry);
  }

  /**
   * @param {import('./response_log.js').ResponseLog} log
   * @param {{send: (entries: any[]) => Promise<import('./connection.js').Reply>,
   *   onReply: (reply: import('./connection.js').Reply, understood: boolean) => void,
   *   onVerdict: (event: import('./response_log.js').ResponseEvent, verdict: {status: string, at: string|null}) => Promise<void>,
   *   onUnauthorised: () => void}} hooks
   */
  constructor(log, hooks) {
    this.log = log;
    this.hooks = hooks;
    this.backOff = new BackOff();
    this.pause = new Pause();
    this.running = false;
    this.waitingForLink = false;
    this.most = MOST;
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.#run();
  }

  stop() {
    this.running = false;
    this.pause.wake();
  }

  /** Something new is in the log. While the link is down the back-off keeps its pace. */
  wake() {
    if (!this.waitingForLink) this.pause.wake();
  }

  /** The link may be back: try now. */
  retryNow() {
    this.backOff.reset();
    this.pause.wake();
  }

  async #run() {
    while (this.running) {
      if (!this.log.pending().length) {
        await this.pause.sleep(60000);
        continue;
      }
      if (await this.#sendBatch()) this.backOff.reset();
      else {
        this.waitingForLink = true;
        await this.pause.sleep(this.backOff.take());
        this.waitingForLink = false;
      }
    }
  }

  /** @returns {Promise<boolean>} whether the next batch may follow at once: this one is held, or will be divided */
  async #sendBatch() {
    const batch = this.log.nextBatch(this.most);
    const reply = await this.hooks.send(Outbox.entries(batch));
    const verdicts = readAcknowledgement(reply, batch);
    this.hooks.onReply(reply, verdicts !== null);
    if (!verdicts) {
      if (reply.status === 401) this.hooks.onUnauthorised();
      if (reply.status !== 413 || batch.length === 1) return false;
      this.most = fewer(batch);
      return true;
    }
    this.most = Math.min(this.most * 2, MOST);
    for (const [index, verdict] of verdicts.entries()) await this.hooks.onVerdict(batch[index], verdict);
    return true;
  }
}

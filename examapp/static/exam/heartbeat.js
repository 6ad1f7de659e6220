import { BackOff, Pause } from './connection.js';

/** What of the time between two beats the way there and back takes. */
const WAY_MS = 100;

/** Asks the server how things stand, as often as the server says, each seat at its own moment. */
export class Heartbeat {
  /**
   * @param {() => Promise<import('./connection.js').Reply>} ask
   * @param {(reply: import('./connection.js').Reply) => void} onReply
   */
  constructor(ask, onReply) {
    this.ask = ask;
    this.onReply = onReply;
    this.backOff = new BackOff(500, 8000);
    this.pause = new Pause();
    this.running = false;
    this.nextMs = 2000;
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

  /** Asks at once: something has happened that the server may know more about. */
  wake() {
    this.pause.wake();
  }

  async #run() {
    while (this.running) {
      const reply = await this.ask();
      if (!this.running) return;
      this.onReply(reply);
      if (reply.kind === 'ok') {
        this.backOff.reset();
        const asked = Number(reply.body.next_poll_ms);
        if (Number.isFinite(asked)) this.nextMs = Math.min(Math.max(asked, 500), 60000);
        // Jitter only shortens the wait: a change is promised within the time that the server named.
        await this.pause.sleep(this.nextMs * (0.75 + Math.random() / 4) - WAY_MS);
      } else await this.pause.sleep(this.backOff.take());
    }
  }
}

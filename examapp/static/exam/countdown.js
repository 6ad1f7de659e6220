/**
 * The time left, from the server's own figures and a monotonic clock. The computer's date and zone are
 * never read: a wrong one changes nothing.
 */
export class Countdown {
  /** @param {() => number} [now] monotonic milliseconds */
  constructor(now = () => performance.now()) {
    this.now = now;
    /** @type {{left: number, at: number, running: boolean}|null} */
    this.anchor = null;
    /** @type {{time: number, at: number}|null} */
    this.server = null;
  }

  /** @param {{used_ms: number, limit_ms: number}} figures @param {boolean} running @param {number} [at] when they were heard */
  set({ used_ms: used, limit_ms: limit }, running, at = this.now()) {
    if (!Number.isFinite(used) || !Number.isFinite(limit)) return;
    this.anchor = { left: limit - used, at, running };
  }

  /** It has been heard since whether the clock ran then. @param {boolean} running */
  run(running) {
    if (this.anchor) this.anchor = { ...this.anchor, running };
  }

  /** The server's clock starts by itself where it cannot be told that it may. @param {string} state */
  runFromNow(state) {
    if (this.anchor && !this.anchor.running && state === 'in_progress') this.anchor = { ...this.anchor, at: this.now(), running: true };
  }

  /** @param {string} serverTime ISO 8601 @param {number} at when it was heard */
  setServerTime(serverTime, at) {
    const time = Date.parse(serverTime);
    if (Number.isFinite(time)) this.server = { time, at };
  }

  /** @returns {number|null} milliseconds left; null until the server has been heard in this page's life */
  left() {
    if (!this.anchor) return null;
    const { left, at, running } = this.anchor;
    return Math.max(0, running ? left - (this.now() - at) : left);
  }

  /** @returns {boolean} */
  isOver() {
    return this.anchor !== null && this.anchor.running && this.left() === 0;
  }

  /** @returns {number|null} the server's time now, milliseconds since the epoch */
  serverNow() {
    return this.server && this.server.time + (this.now() - this.server.at);
  }
}

/** Minutes at which the time is said aloud, once each. */
const SAID_AT = [30, 10, 5, 1];

/** Remembers which marks have been passed, so that a late joiner hears only the nearest one. */
export class TimeMarks {
  constructor() {
    /** @type {number|null} */
    this.previous = null;
  }

  /** @param {number} left milliseconds @returns {number|null} the mark just passed, in minutes */
  pass(left) {
    const before = this.previous;
    this.previous = left;
    if (before === null || before <= left) return null;
    const passed = SAID_AT.filter((mark) => before > mark * 60000 && left <= mark * 60000);
    return passed.length ? Math.min(...passed) : null;
  }
}

/**
 * Whose word stands when replies arrive in another order than the server gave them. Two calls may be under
 * way at once; a page that took the older one last would show a time that is gone or a pause that is over,
 * and without a link it would go on showing it.
 */

/** What only the whole state tells: a late one is still the only one that knows it. */
const ONLY_WHOLE = ['answers', 'answers_held', 'language', 'consent'];

export class Newest {
  constructor() {
    /** @type {import('./connection.js').Reply|null} the newest word that was taken */
    this.last = null;
  }

  /** When the newest word was asked for, in this page's milliseconds. */
  get asked() {
    return this.last?.asked ?? -Infinity;
  }

  /**
   * Who asked after the last word had been heard knows more, also of a server that had to go back to a copy. Of
   * two on the way together the attempt's version tells, then the time used, then who asked later.
   * @param {import('./connection.js').Reply} reply @returns {boolean} whether it is the newest word now
   */
  take(reply) {
    const { last } = this;
    if (last && reply.asked <= last.heard && isOlder(reply, last)) return false;
    this.last = reply;
    return true;
  }
}

/** @param {import('./connection.js').Reply} one @param {import('./connection.js').Reply} other */
function isOlder(one, other) {
  for (const name of ['version', 'used_ms']) {
    const difference = one.body[name] - other.body[name];
    if (difference) return difference < 0; // neither where one of them does not say
  }
  return one.asked < other.asked;
}

/**
 * @param {any} known the view as it stands @param {any} late figures of a reply that a newer one overtook
 * @returns {any} the view with what only the late one tells
 */
export function layUnder(known, late) {
  const whole = ONLY_WHOLE.filter((name) => name in late).map((name) => [name, late[name]]);
  return { ...late, ...known, ...Object.fromEntries(whole) };
}

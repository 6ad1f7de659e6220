/**
 * Whose word stands when replies arrive in another order than the server gave them. Two calls may be under
 * way at once; a page that took the older one last would show a time that is gone or a pause that is over,
 * and without a link it would go on showing it.
 */

/** What only the whole state tells: a late one is still the only one that knows it. */
const ONLY_WHOLE = ['answers', 'answers_held', 'language', 'consent'];

/** @param {import('./connection.js').Reply} reply */
const saidAt = (reply) => Date.parse(reply.body.server_time);

export class Newest {
  constructor() {
    /** @type {{asked: number, heard: number, said: number}|null} the newest word that was taken */
    this.last = null;
  }

  /** When the newest word was asked for, in this page's milliseconds. */
  get asked() {
    return this.last?.asked ?? -Infinity;
  }

  /**
   * Who asked after the last word had been heard knows more. Of two on the way together the server's own
   * time decides, and where one of them does not name it, who asked later.
   * @param {import('./connection.js').Reply} reply @returns {boolean} whether it is the newest word now
   */
  take(reply) {
    const { last } = this;
    const { asked, heard } = reply;
    const said = saidAt(reply);
    if (last && asked <= last.heard) {
      const timed = Number.isFinite(said) && Number.isFinite(last.said);
      if (timed ? said < last.said : asked < last.asked) return false;
    }
    this.last = { asked, heard, said };
    return true;
  }
}

/**
 * @param {any} known the view as it stands @param {any} late figures of a reply that a newer one overtook
 * @returns {any} the view with what only the late one tells
 */
export function layUnder(known, late) {
  const whole = ONLY_WHOLE.filter((name) => name in late).map((name) => [name, late[name]]);
  return { ...late, ...known, ...Object.fromEntries(whole) };
}

/**
 * Whose word stands when replies arrive in another order than the server gave them. Several calls may be under
 * way at once; a page that took the older one last would show a time that is gone or a pause that is over, and
 * without a link it would go on showing it. A save tells less than a heartbeat does: so each figure is judged
 * by the reply that told it last.
 */
export class Newest {
  constructor() {
    /** @type {Map<string, import('./connection.js').Reply>} by which reply each figure is known */
    this.told = new Map();
    /** When the newest word was asked for, in this page's milliseconds. */
    this.asked = -Infinity;
  }

  /** @param {import('./connection.js').Reply} reply @param {any} figures @returns {any} those that no newer reply has told */
  sift(reply, figures) {
    const news = Object.entries(figures).filter(([name]) => !isOvertaken(reply, this.told.get(name)));
    for (const [name] of news) this.told.set(name, reply);
    this.asked = Math.max(this.asked, reply.asked);
    return Object.fromEntries(news);
  }
}

/**
 * Who asked after the last word had been heard knows more, also of a server that had to go back to a copy. Of two
 * on the way together the attempt's version tells, then the time used, then who asked later.
 * @param {import('./connection.js').Reply} reply @param {import('./connection.js').Reply|undefined} last
 */
function isOvertaken(reply, last) {
  if (!last || reply.asked > last.heard) return false;
  for (const name of ['version', 'used_ms']) {
    const difference = reply.body[name] - last.body[name];
    if (difference) return difference < 0; // neither where one of them does not say
  }
  return reply.asked < last.asked;
}

import { isEmpty } from '../response_log.js';

/**
 * What the exam's screen needs of an attempt, for open items: the answers lie in this page alone and go with it.
 * Nothing is written to this computer, and nothing is sent before the end.
 */
export class OpenAttempt {
  /** @param {import('../paper.js').Paper} paper @param {() => void} onFinish */
  constructor(paper, onFinish) {
    this.practice = true;
    this.state = 'practice';
    this.paper = paper;
    this.onFinish = onFinish;
    /** @type {Map<string, any>} */
    this.answers = new Map();
    this.view = null;
    /** Accommodations: nobody is known here. @type {string[]} */
    this.granted = [];
    /** @type {{seen?: string[], shown: boolean, languages?: string[]}} */
    this.session = { shown: true };
    this.log = { waiting: () => 0 };
    /** @type {Set<(topic: string, detail?: any) => void>} */
    this.listeners = new Set();
    this.typed = {
      type: (/** @type {string} */ item, /** @type {string} */ value) => this.record(item, value),
      flush: async () => {},
      leave: () => {},
    };
  }

  /** @param {string} item @param {any} response */
  record(item, response) {
    this.answers.set(item, response);
    for (const listener of this.listeners) listener('mark', item);
  }

  /** @param {string} item */
  isAnswered(item) {
    return !isEmpty(this.answers.get(item));
  }

  /** @param {{finishing?: boolean, seen?: string[]}} changes */
  async keepSession(changes) {
    Object.assign(this.session, changes);
    if (changes.finishing) this.onFinish();
  }

  tellShown() {}
}

/** Where the candidate stands in the paper, and what is flagged; both are kept on this computer. */
export class Navigator {
  /**
   * @param {import('./paper.js').Item[]} items
   * @param {{current?: number, flags?: string[]}} [kept]
   * @param {(kept: {current: number, flags: string[]}) => void} [keep]
   */
  constructor(items, kept = {}, keep = () => {}) {
    this.items = items;
    this.keep = keep;
    this.current = Math.min(Math.max(kept.current ?? 0, 0), items.length - 1);
    /** @type {Set<string>} */
    this.flags = new Set(kept.flags ?? []);
  }

  get item() {
    return this.items[this.current];
  }

  get isFirst() {
    return this.current === 0;
  }

  get isLast() {
    return this.current === this.items.length - 1;
  }

  /** @param {number} index @returns {boolean} whether it moved */
  goTo(index) {
    if (index < 0 || index >= this.items.length || index === this.current) return false;
    this.current = index;
    this.#save();
    return true;
  }

  /** @param {string} id */
  toggleFlag(id) {
    if (!this.flags.delete(id)) this.flags.add(id);
    this.#save();
  }

  #save() {
    this.keep({ current: this.current, flags: [...this.flags] });
  }
}

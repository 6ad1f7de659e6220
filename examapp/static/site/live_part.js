// Keeps a part of the page fresh: fetches its HTML every few seconds and swaps it in without taking the focus away.
const ENDED = new Set([401, 403]);
const LATE_AFTER_INTERVALS = 3;

class LivePart {
  constructor(element) {
    this.element = element;
    this.interval = Number(element.dataset.seconds || 5) * 1000;
    this.note = document.querySelector(`[data-live-note="${CSS.escape(element.id)}"]`);
    this.freshAt = performance.now();
    this.etag = null;
    this.ended = false;
  }

  async refresh() {
    const headers = { "X-Requested-With": "live-part" };
    if (this.etag) headers["If-None-Match"] = this.etag;
    const reply = await fetch(this.element.dataset.livePart, {
      headers, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(Math.max(this.interval * 2, 5000)),
    });
    if (ENDED.has(reply.status) || reply.type === "opaqueredirect") {
      this.ended = true;
      return;
    }
    if (!reply.ok && reply.status !== 304) return;
    this.element.dispatchEvent(new CustomEvent("live-reply", { bubbles: true, detail: reply.headers }));
    if (reply.status === 200) {
      const html = await reply.text();
      if (this.busy()) return;
      this.etag = reply.headers.get("ETag");
      this.swap(html);
    }
    this.freshAt = performance.now();
  }

  // Somebody types, has a menu or a question open, or marks text: what stands there must not move under the hand.
  busy() {
    const active = document.activeElement;
    if (this.element.contains(active) && active.matches("input:not([type=checkbox], [type=radio]), textarea, select")) return true;
    if (this.element.querySelector("dialog[open], details[data-menu][open]")) return true;
    const chosen = document.getSelection();
    return Boolean(chosen && !chosen.isCollapsed && this.element.contains(chosen.anchorNode));
  }

  swap(html) {
    if (html === this.last) return;
    this.last = html;
    const focusId = this.element.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...this.element.querySelectorAll("details[id][open]")].map((part) => part.id);
    const ticked = [...this.element.querySelectorAll("input[id]:checked")].map((part) => part.id);
    const scroll = [this.element.scrollLeft, this.element.scrollTop];
    this.element.innerHTML = html;
    for (const id of open) this.find(id)?.setAttribute("open", "");
    for (const id of ticked) if (this.find(id)) this.find(id).checked = true;
    [this.element.scrollLeft, this.element.scrollTop] = scroll;
    if (focusId) this.find(focusId)?.focus({ preventScroll: true });
    this.element.dispatchEvent(new CustomEvent("live-part", { bubbles: true }));
  }

  find(id) {
    return this.element.querySelector(`#${CSS.escape(id)}`);
  }

  say() {
    if (!this.note) return;
    const age = performance.now() - this.freshAt;
    const late = age > this.interval * LATE_AFTER_INTERVALS;
    const words = this.ended ? this.note.dataset.ended : late ? this.note.dataset.late : this.note.dataset.fresh;
    this.note.textContent = words.replace("{n}", String(Math.floor(age / 1000)));
    this.note.classList.toggle("late", this.ended || late);
  }

  async run() {
    while (!this.ended) {
      await new Promise((resolve) => { setTimeout(resolve, this.interval); });
      if (document.hidden) continue;
      try {
        await this.refresh();
      } catch {
        // A lost link shows in the note's age; the next round tries again.
      }
      this.say();
    }
  }
}

for (const element of document.querySelectorAll("[data-live-part]")) {
  const part = new LivePart(element);
  part.run();
  setInterval(() => part.say(), 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !part.ended) part.refresh().catch(() => {}).then(() => part.say());
  });
}

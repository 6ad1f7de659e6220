import { fetchPicture } from './connection.js';
import { shownIn } from './texts.js';

/**
 * The candidate's own paper: every item in every language, so that nothing has to be asked for later.
 * @typedef {{id: string, number: number, section: number, type: string, choices: string[], max: number,
 *   sources: string[], targets: string[], gaps: {id: string, choices: string[]}[],
 *   areas: {id: string, shape: string, coords: number[]}[], picture: string|null,
 *   media: {id: string, url: string}[], maxLength: number, reuse: boolean,
 *   scale: {lower: string, upper: string, step: string}}} Item
 * @typedef {{lang?: string, stem: string, choices: Record<string, string>, unit?: string, alt?: Record<string, string>}} ItemText
 */

/** @param {any[]|undefined} list of ids or of {id, html} @returns {string[]} */
const ids = (list) => (list ?? []).map((each) => (typeof each === 'string' ? each : each.id));

/** @param {any} gaps an object {gap: choices} or a list [{id, choices}] */
function readGaps(gaps) {
  if (Array.isArray(gaps)) return gaps.map((gap) => ({ id: gap.id, choices: ids(gap.choices) }));
  return Object.entries(gaps ?? {}).map(([id, choices]) => ({ id, choices: ids(choices) }));
}

/** @param {any} item as it stands in the form @param {number} number @param {number} section @returns {Item} */
export function readItem(item, number, section) {
  const interaction = item.interactions[0];
  return {
    id: item.id,
    number,
    section,
    type: interaction.type,
    choices: ids(interaction.choices),
    max: interaction.max_choices ?? 1,
    sources: ids(interaction.sources),
    targets: ids(interaction.targets),
    gaps: readGaps(interaction.gaps),
    areas: interaction.areas ?? [],
    picture: interaction.media ?? null,
    media: item.media ?? [],
    maxLength: interaction.max_length ?? 200,
    reuse: interaction.reuse ?? false,
    scale: { lower: interaction.lower ?? '0', upper: interaction.upper ?? '0', step: interaction.step ?? '1' },
  };
}

export class Paper {
  /** @param {any} data the reply of GET /attempt/paper, or the practice file */
  constructor(data) {
    this.data = data;
    this.digest = data.form.digest;
    /** @type {Item[]} */
    this.items = [];
    data.form.sections.forEach((/** @type {any} */ section, /** @type {number} */ index) => {
      for (const item of section.items) this.items.push(readItem(item, this.items.length + 1, index));
    });
    /** @type {Map<string, string>} address of a picture → address of its copy on this computer */
    this.pictures = new Map();
  }

  /** @param {Item} item @param {string} language @returns {ItemText} */
  text(item, language) {
    const { texts } = this.data;
    const shown = [shownIn(/** @type {any} */ (language)), 'uz-Latn', ...Object.keys(texts)].find((tag) => texts[tag]?.[item.id]);
    const text = texts[shown ?? '']?.[item.id];
    return { ...text, lang: shown, stem: text?.stem ?? '', choices: text?.choices ?? {} };
  }

  /** @param {Item} item @param {string} language */
  sectionTitle(item, language) {
    const { title, titles } = this.data.form.sections[item.section];
    return titles?.[shownIn(/** @type {any} */ (language))] ?? title ?? '';
  }

  /** @returns {string[]} addresses of all pictures */
  pictureUrls() {
    return [...new Set(this.items.flatMap((item) => item.media.map(({ url }) => url)))];
  }

  /**
   * Brings pictures from this computer, and the missing ones from the server; tells what is still missing.
   * @param {import('./storage.js').Storage} storage @param {string} token @returns {Promise<string[]>}
   */
  async bringPictures(storage, token) {
    const wanted = this.pictureUrls().filter((url) => !this.pictures.has(url));
    await Promise.all(wanted.map((url) => this.#bringPicture(storage, token, url)));
    return wanted.filter((url) => !this.pictures.has(url));
  }

  /** @param {import('./storage.js').Storage} storage @param {string} token @param {string} url */
  async #bringPicture(storage, token, url) {
    let stored = await storage.get('media', url).catch(() => null);
    if (!stored) {
      const blob = await fetchPicture(url, token);
      if (!blob) return;
      stored = { type: blob.type, bytes: await blob.arrayBuffer() };
      await storage.keep('media', stored, url).catch(() => {});
    }
    this.pictures.set(url, URL.createObjectURL(new Blob([stored.bytes], { type: stored.type })));
  }
}

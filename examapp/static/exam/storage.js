/**
 * The page's own database on this computer: `records` (one value a name), `events` (the response log),
 * `media` (pictures of the paper). It holds no key and is dropped whole after the final receipt.
 * @typedef {Awaited<ReturnType<typeof openStorage>>} Storage
 */
const NAME = 'exam';
const STORES = { records: undefined, events: ['attempt', 'lease', 'seq'], media: undefined };

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) {
        request.result.createObjectStore(name, keyPath ? { keyPath } : {});
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Opens the database; it opens itself again when the browser has closed it. */
export async function openStorage() {
  /** @type {IDBDatabase|null} */
  let database = null;

  const connect = async () => {
    if (database) return database;
    database = await open();
    const forget = () => { database = null; };
    database.onclose = forget;
    database.onversionchange = () => { database?.close(); forget(); };
    return database;
  };

  /**
   * @param {string} store @param {IDBTransactionMode} mode @param {IDBTransactionDurability} durability
   * @param {(store: IDBObjectStore) => IDBRequest|void} act
   */
  const transact = async (store, mode, durability, act) => {
    const transaction = (await connect()).transaction(store, mode, { durability });
    return new Promise((resolve, reject) => {
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request ? request.result : undefined);
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    });
  };

  await connect();
  return {
    /** @param {string} store @param {IDBValidKey} key */
    get: (store, key) => transact(store, 'readonly', 'default', (s) => s.get(key)),
    /** @param {string} store @param {IDBKeyRange} [range] */
    all: (store, range) => transact(store, 'readonly', 'default', (s) => s.getAll(range)),
    /** Resolves when the bytes are on the disk: what survives a kill. @param {string} store @param {any} value @param {IDBValidKey} [key] */
    keep: (store, value, key) => transact(store, 'readwrite', 'strict', (s) => s.put(value, key)),
    /** For what the server can tell again. @param {string} store @param {any} value @param {IDBValidKey} [key] */
    note: (store, value, key) => transact(store, 'readwrite', 'relaxed', (s) => s.put(value, key)),
    /** @param {string} store @param {IDBValidKey|IDBKeyRange} key */
    remove: (store, key) => transact(store, 'readwrite', 'strict', (s) => s.delete(key)),
    /** Deletes everything; the browser compacts the files of a deleted database, so nothing stays readable. */
    drop: () => new Promise((resolve, reject) => {
      database?.close();
      database = null;
      const request = indexedDB.deleteDatabase(NAME);
      request.onsuccess = () => resolve(undefined);
      request.onerror = () => reject(request.error);
    }),
  };
}

/**
 * The page's own database on this computer: `records` (one value a name), `events` (the response log),
 * `media` (pictures of the paper). It holds no key and is dropped whole after the final receipt.
 * @typedef {Awaited<ReturnType<typeof openStorage>>} Storage
 */
const STORES = { records: undefined, events: ['attempt', 'lease', 'seq'], media: undefined };

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const result = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** @param {string} name @returns {Promise<IDBDatabase>} */
function open(name) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    for (const [store, keyPath] of Object.entries(STORES)) request.result.createObjectStore(store, keyPath ? { keyPath } : {});
  };
  return result(request);
}

/** Deleting any database empties the browser's write buffer into its files. @param {string} name */
async function emptyBuffer(name) {
  (await open(`${name}-buffer`)).close();
  await result(indexedDB.deleteDatabase(`${name}-buffer`));
}

/** Opens the database; it opens itself again when the browser has closed it. */
export async function openStorage(name = 'exam') {
  /** @type {IDBDatabase|null} */
  let database = null;

  const connect = async () => {
    if (database) return database;
    database = await open(name);
    database.onclose = () => { database = null; };
    database.onversionchange = () => { database?.close(); database = null; };
    return database;
  };

  /**
   * @param {string} store @param {IDBTransactionMode} mode @param {IDBTransactionDurability} durability
   * @param {(store: IDBObjectStore) => IDBRequest} act @returns {Promise<any>} when the transaction is complete
   */
  const transact = async (store, mode, durability, act) => {
    const transaction = (await connect()).transaction(store, mode, { durability });
    return new Promise((resolve, reject) => {
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
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
    /** Deletes everything, so that a search of the browser's files finds nothing of it. */
    drop: async () => {
      database?.close();
      database = null;
      // A deletion compacts only what lies in files already; files that it has replaced go at the next emptying.
      await emptyBuffer(name);
      await result(indexedDB.deleteDatabase(name));
      await emptyBuffer(name);
    },
  };
}

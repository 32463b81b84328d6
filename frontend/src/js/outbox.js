// What a worker writes without a network is kept here until the server has acknowledged it.
// One database per user, because phones are shared. The idempotency key belongs to the draft,
// never to the attempt: an answer that was lost on the way must not make a second record.
const STORE = 'records';
const KEYS = 'keys';

export class Outbox {
  constructor(user) {
    this.name = `jc-outbox-${user}`;
    this.user = user;
  }

  open() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(this.name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(STORE, { keyPath: 'key' });
        request.result.createObjectStore(KEYS, { keyPath: 'name' });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error('blocked'));
    });
  }

  async run(store, mode, ask) {
    const database = await this.open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const asked = ask(transaction.objectStore(store));
      transaction.oncomplete = () => { database.close(); resolve(asked && asked.result); };
      transaction.onabort = () => { database.close(); reject(transaction.error); };
      transaction.onerror = transaction.onabort;
    });
  }

  all() {
    return this.run(STORE, 'readonly', (store) => store.getAll())
      .then((records) => records.sort((a, b) => a.at - b.at));
  }

  get(key) { return this.run(STORE, 'readonly', (store) => store.get(key)); }

  put(record) { return this.run(STORE, 'readwrite', (store) => store.put(record)); }

  remove(key) { return this.run(STORE, 'readwrite', (store) => store.delete(key)); }

  // The upload-only key of this device: it delivers after the session has ended (14 days at most).
  keepUploadKey(value) { return this.run(KEYS, 'readwrite', (store) => store.put({ name: 'upload', value })); }

  uploadKey() { return this.run(KEYS, 'readonly', (store) => store.get('upload')).then((row) => (row ? row.value : '')); }

  wipe() {
    return new Promise((resolve) => {
      const request = indexedDB.deleteDatabase(this.name);
      request.onsuccess = resolve;
      request.onerror = resolve;
      request.onblocked = resolve;
    });
  }
}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => (
    Number(digit) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(digit) / 4)))
  ).toString(16));
}

// A photograph becomes a JPEG of at most 1600 pixels; place and camera data are dropped with it.
export async function shrink(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, 1600 / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    if (bitmap.close) bitmap.close();
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', 0.8); });
    return { name: `${file.name.replace(/\.\w+$/, '')}.jpg`, type: 'image/jpeg', bytes: await blob.arrayBuffer() };
  } catch (error) {
    return { name: file.name, type: file.type, bytes: await file.arrayBuffer() };
  }
}

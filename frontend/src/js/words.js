// Sentences shown by scripts come from the page (web/_words.html), so that they are translated
// where every other sentence is.
export function word(key, values = {}) {
  const holder = document.getElementById('jc-words');
  const text = (holder && holder.dataset[key]) || key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

// Tell everybody: a line for eyes, a live region for ears.
let hiding;
export function announce(text, { seen = false } = {}) {
  const live = document.getElementById('jc-live');
  if (live) {
    live.textContent = '';
    setTimeout(() => { live.textContent = text; }, 30);
  }
  const toast = document.getElementById('jc-toast');
  if (!toast || seen) return; // seen: the page already shows the sentence
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { toast.hidden = true; }, 5000);
}

// The cookie is closed to scripts, so the page carries the token; a fresh one may be set later.
let fresh = '';
export function csrfToken() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  return fresh || (meta ? meta.content : '');
}

// A page kept on the phone carries the token of an earlier session: ask the server for today's.
// Answers false when nobody, or somebody else, is signed in.
export async function renewCsrfToken(user) {
  const answer = await fetch(location.pathname, { credentials: 'same-origin', cache: 'no-store' });
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const meta = page.querySelector('meta[name="csrf-token"]');
  if (!meta || !meta.content || page.body.dataset.user !== user) return false;
  fresh = meta.content;
  return true;
}

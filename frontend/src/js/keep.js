// What is being typed into a long form survives a closed page: <form data-keep="sentence">. Kept on
// this phone under the user's key until it is handed to the outbox, wiped at sign-out.
import { announce } from './words.js';

const START = 'jc-keep-';
const LEFT_OUT = ['csrfmiddlewaretoken', 'idempotency_key', 'version'];
const user = document.body.dataset.user || '';
const nameOf = (form) => `${START}${user}-${new URL(form.action).pathname}`;

function fieldsOf(form) {
  return [...new FormData(form).entries()].filter(([name, value]) => !(value instanceof File) && !LEFT_OUT.includes(name));
}

function restore(form) {
  const kept = localStorage.getItem(nameOf(form));
  if (!kept || location.hash || form.querySelector('.jc-invalid')) return;
  const fields = JSON.parse(kept);
  form.querySelectorAll('input[name], textarea[name], select[name]').forEach((field) => {
    if (field.type === 'file' || field.type === 'hidden') return;
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === 'radio' || field.type === 'checkbox') field.checked = values.includes(field.value);
    else if (values.length) [field.value] = values;
  });
  announce(form.dataset.keep);
}

export function forget(form) {
  localStorage.removeItem(nameOf(form));
}

export function forgetAll() {
  Object.keys(localStorage).filter((name) => name.startsWith(START)).forEach((name) => localStorage.removeItem(name));
}

document.addEventListener('input', (event) => {
  const form = event.target.form;
  if (!form || form.dataset.keep === undefined || !user) return;
  try {
    localStorage.setItem(nameOf(form), JSON.stringify(fieldsOf(form)));
  } catch (error) {
    // A full phone keeps no draft; the record itself says so when it is handed over.
  }
});

if (user) document.querySelectorAll('form[data-keep]').forEach(restore);

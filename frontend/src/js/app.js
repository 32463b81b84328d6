import htmx from 'htmx.org/dist/htmx.esm.js';
import 'bootstrap/js/dist/collapse';
import 'bootstrap/js/dist/dropdown';
import 'bootstrap/js/dist/offcanvas';
import './forms.js';
import './keys.js';
import './locate.js';
import './survey.js';
import { announce, csrfToken, word } from './words.js';

// htmx takes its configuration from <meta name="htmx-config"> in web/base.html.
window.htmx = htmx;

document.addEventListener('htmx:configRequest', (event) => {
  event.detail.headers['X-CSRFToken'] = csrfToken();
});
document.addEventListener('htmx:responseError', (event) => {
  const status = event.detail.xhr.status;
  if (status === 401 || status === 403) announce(word('signInAgain'));
  else announce(word('requestFailed', { status }));
});
document.addEventListener('htmx:sendError', () => announce(word('noNetwork')));
document.addEventListener('htmx:timeout', () => announce(word('noNetwork')));
document.addEventListener('htmx:afterSettle', (event) => {
  const target = event.detail.elt.querySelector && event.detail.elt.querySelector('[data-autofocus]');
  if (target) target.focus();
});

// The summary of mistakes takes the focus, so that it is read first.
const errors = document.querySelector('.jc-errors');
if (errors) errors.focus();

// On a phone the tab one is on may stand beyond the edge.
const tab = document.querySelector('.jc-list-tabs [aria-current]');
if (tab) {
  const strip = tab.closest('.jc-list-tabs');
  strip.scrollLeft = tab.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
}

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-print]')) window.print();
  const choice = event.target.closest('[data-choose]');
  if (choice) {
    const field = document.getElementById(choice.dataset.choose);
    field.value = choice.value;
    field.focus();
  }
});

// Printing shows the numbers behind a chart as well.
let opened = [];
window.addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('details.jc-twin:not([open])')];
  opened.forEach((twin) => { twin.open = true; });
});
window.addEventListener('afterprint', () => opened.forEach((twin) => { twin.open = false; }));

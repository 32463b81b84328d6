// Small behaviours of forms. Everything here only improves a form that works without it.
import { word } from './words.js';

// A second press of the button must not send the form twice.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.dataset.outbox !== undefined || form.method === 'get') return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  setTimeout(() => { delete form.dataset.sent; }, 8000);
});
window.addEventListener('pageshow', () => {
  document.querySelectorAll('form[data-sent]').forEach((form) => { delete form.dataset.sent; });
});

// A question before something that is hard to undo: <button data-ask="sentence">.
document.addEventListener('click', (event) => {
  const asking = event.target.closest('[data-ask]');
  if (asking && !window.confirm(asking.dataset.ask)) event.preventDefault();
});

// Choosing a filter applies it where htmx does not already do so: <form data-apply-on-change>.
document.addEventListener('change', (event) => {
  const form = event.target.form;
  if (form && form.matches('[data-apply-on-change]')) form.requestSubmit ? form.requestSubmit() : form.submit();
});

// Thumbnails of chosen photographs.
document.addEventListener('change', (event) => {
  if (!event.target.matches('.jc-photo-input')) return;
  const holder = document.getElementById(event.target.dataset.thumbs);
  if (!holder) return;
  holder.querySelectorAll('img').forEach((image) => URL.revokeObjectURL(image.src));
  const images = [...event.target.files].slice(0, 6).map((file, index) => {
    const image = new Image();
    image.src = URL.createObjectURL(file);
    image.alt = word('photo', { number: index + 1 });
    return image;
  });
  holder.replaceChildren(...images);
});

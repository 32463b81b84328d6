// "Use my position" fills the form's hidden inputs; a position is read only when somebody asks.
import { announce, word } from './words.js';

const input = (form, name) => form && form.querySelector(`input[name="${name}"]`);

export function fillPlace(form, { lon, lat, accuracy = '', source = '' }) {
  const values = { lon: lon.toFixed(6), lat: lat.toFixed(6), accuracy_m: accuracy, location_source: source };
  for (const [name, value] of Object.entries(values)) {
    const field = input(form, name);
    if (field) field.value = value;
  }
  document.dispatchEvent(new CustomEvent('jc:place', { detail: { form, lon, lat, source } }));
}

function position() {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) reject(new Error('none'));
    else navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
  });
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-locate]');
  if (!button) return;
  const said = document.getElementById(button.dataset.locate);
  const say = (text) => { if (said) said.textContent = text; announce(text, { seen: Boolean(said) }); };
  say(word('locating'));
  try {
    const { coords } = await position();
    fillPlace(button.form || button.closest('form'), {
      lon: coords.longitude, lat: coords.latitude, accuracy: String(Math.round(coords.accuracy)), source: 'gps',
    });
    say(word('located', { metres: Math.round(coords.accuracy) }));
  } catch (error) {
    say(word('notLocated'));
  }
});

// Distances are worked out on the phone and never sent: <button data-distances>, <span data-lon data-lat data-distance>.
function metres(from, lon, lat) {
  const radians = Math.PI / 180;
  const x = (lon - from.longitude) * radians * Math.cos(((lat + from.latitude) / 2) * radians);
  const y = (lat - from.latitude) * radians;
  return Math.hypot(x, y) * 6371008;
}

document.addEventListener('click', async (event) => {
  if (!event.target.closest('[data-distances]')) return;
  try {
    const { coords } = await position();
    document.querySelectorAll('[data-distance]').forEach((place) => {
      const away = metres(coords, Number(place.dataset.lon), Number(place.dataset.lat));
      place.textContent = away < 1000
        ? word('metresAway', { metres: Math.max(10, Math.round(away / 10) * 10) })
        : word('kilometresAway', { kilometres: (away / 1000).toFixed(1) });
    });
  } catch (error) {
    announce(word('notLocated'));
  }
});

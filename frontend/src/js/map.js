// Areas with a number printed on each; single cases from near by. Works without any map tiles.
import L from 'leaflet';
import Supercluster from 'supercluster';
import { fillPlace } from './locate.js';
import { announce, word } from './words.js';

// Median width of an area on the screen, in pixels: the count stands on every area first, its name
// joins when there is room for both.
const NAMES_FROM = 96;
const NUMBERS_FROM = 14;
const POINTS_FROM = 15;
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const fetchJson = (url) => fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
  .then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); });

// Overdue, or out of reach, is a diamond, so that it is known without colour.
const Diamond = L.CircleMarker.extend({
  _updatePath() {
    const { x, y } = this._point;
    const reach = this._radius * 1.3;
    const pen = this._renderer._ctx;
    if (!this._renderer._drawing || this._empty()) return;
    pen.beginPath();
    pen.moveTo(x, y - reach);
    pen.lineTo(x + reach, y);
    pen.lineTo(x, y + reach);
    pen.lineTo(x - reach, y);
    pen.closePath();
    this._renderer._fillStroke(pen, this);
  },
});

// A service point among the places that reach it is a square.
const Square = L.CircleMarker.extend({
  _updatePath() {
    const { x, y } = this._point;
    const reach = this._radius;
    const pen = this._renderer._ctx;
    if (!this._renderer._drawing || this._empty()) return;
    pen.beginPath();
    pen.rect(x - reach, y - reach, 2 * reach, 2 * reach);
    this._renderer._fillStroke(pen, this);
  },
});

function label(className, lines) {
  const holder = document.createElement('span');
  lines.forEach(([tag, text]) => {
    const line = document.createElement(tag);
    line.textContent = text;
    holder.append(line, ' ');
  });
  return L.divIcon({ className, html: holder, iconSize: [96, 34] });
}

// Leaflet lets a marker be reached with the keyboard, but not pressed.
function onPress(mark, role, act) {
  mark.on('click', act);
  mark.on('add', () => {
    const element = mark.getElement();
    element.setAttribute('role', role);
    element.addEventListener('keydown', (event) => { if (event.key === 'Enter') act(); });
  });
  return mark;
}

function ramp(steps) {
  const colours = [1, 2, 3, 4, 5].map((step) => token(`--jc-ramp-${step}`));
  const step = (count) => steps.filter((from) => count >= from).length;
  return { step, colour: (count) => colours[step(count)] };
}

function legend(holder, steps) {
  if (!holder) return;
  const edges = [0, ...steps];
  holder.replaceChildren(...edges.map((from, index) => {
    const item = document.createElement('li');
    const swatch = document.createElement('span');
    swatch.className = `jc-ramp jc-ramp-${index + 1}`;
    const next = edges[index + 1];
    const text = next === undefined ? word('andMore', { from }) : next - 1 === from ? String(from) : `${from}–${next - 1}`;
    item.append(swatch, text);
    return item;
  }));
}

function contains(ring, x, y) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if ((yi > y) !== (yj > y) && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

function areaAt(areas, lon, lat) {
  return areas.find(({ geometry }) => {
    const shapes = geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates];
    return shapes.some(([outer, ...holes]) => contains(outer, lon, lat) && !holes.some((hole) => contains(hole, lon, lat)));
  });
}

function addTiles(map, data) {
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution(data.note || word('sketchMap'));
  [data.tiles, data.tileLabels].filter(Boolean).forEach((url) => {
    L.tileLayer(url, { subdomains: data.tileSubdomains || 'abc', maxZoom: 18 }).addTo(map);
  });
}

function addAreas(map, areas, steps) {
  const shades = ramp(steps);
  const shapes = L.geoJSON(areas, {
    style: ({ properties }) => ({ color: '#fff', weight: 1.25, fillColor: shades.colour(properties.count || 0), fillOpacity: 1 }),
    onEachFeature: ({ properties }, layer) => {
      layer.on('click', () => { if (properties.url && !map.jcPicking) window.location.assign(properties.url); });
    },
  }).addTo(map);
  const marks = L.layerGroup().addTo(map);
  // On a small map numbers stand too close to be pressed: the areas are pressed, and listed beside.
  const small = map.getContainer().classList.contains('jc-map-low');
  areas.features.forEach(({ properties }, index) => {
    const centre = properties.label_point || (() => { const at = shapes.getLayers()[index].getBounds().getCenter(); return [at.lng, at.lat]; })();
    const numbered = properties.count !== undefined && properties.count !== null;
    const dark = shades.step(properties.count || 0) === 4;
    const lines = numbered ? [['span', properties.name], ['b', String(properties.count)]] : [['span', properties.name]];
    const linked = Boolean(properties.url) && !map.jcPicking && !small;
    const mark = L.marker([centre[1], centre[0]], {
      icon: label(`jc-area-mark${numbered ? ' jc-numbered' : ''}${dark ? ' jc-on-dark' : ''}`, lines),
      title: properties.name, interactive: linked, keyboard: linked,
    });
    if (linked) onPress(mark, 'link', () => window.location.assign(properties.url));
    mark.addTo(marks);
  });
  return shapes;
}

function areaWidth(map, shapes) {
  const widths = shapes.getLayers().map((layer) => {
    const box = layer.getBounds();
    return map.project(box.getNorthEast()).x - map.project(box.getSouthWest()).x;
  });
  return widths.sort((a, b) => a - b)[Math.floor(widths.length / 2)];
}

function addPoints(map, points, shapes) {
  const index = new Supercluster({
    radius: 64,
    maxZoom: 17,
    map: ({ light }) => ({ light }),
    reduce: (all, { light }) => { if (light === 'red') all.light = light; },
  });
  index.load(points.features);
  const drawn = L.layerGroup().addTo(map);
  const draw = () => {
    drawn.clearLayers();
    const near = map.getZoom() >= POINTS_FROM || !shapes;
    if (shapes) shapes.setStyle({ fillOpacity: near ? 0.35 : 1 });
    if (!near) return;
    const box = map.getBounds();
    const found = index.getClusters([box.getWest(), box.getSouth(), box.getEast(), box.getNorth()], Math.round(map.getZoom()));
    found.forEach((feature) => drawn.addLayer(pointMark(map, index, feature)));
  };
  let waiting;
  map.on('moveend', () => { clearTimeout(waiting); waiting = setTimeout(draw, 60); });
  draw();
}

function pointMark(map, index, { id, geometry, properties }) {
  const at = [geometry.coordinates[1], geometry.coordinates[0]];
  if (properties.cluster) {
    const icon = L.divIcon({ className: properties.light === 'red' ? 'jc-cluster jc-cluster-red' : 'jc-cluster', html: String(properties.point_count), iconSize: [36, 36] });
    const mark = L.marker(at, { icon, title: word('cluster', { count: properties.point_count }) });
    return onPress(mark, 'button', () => map.setView(at, Math.min(18, index.getClusterExpansionZoom(id))));
  }
  const overdue = properties.light === 'red';
  const site = properties.mark === 'site';
  const calm = properties.ramp ? `--jc-ramp-${properties.ramp}` : site ? '--jc-navy' : '--jc-primary';
  const fill = token(overdue ? '--jc-danger' : properties.light === 'yellow' ? '--jc-warn-mark' : calm);
  const Shape = overdue ? Diamond : site ? Square : L.CircleMarker;
  const edge = properties.ramp && !overdue ? token('--jc-navy') : '#fff';
  const mark = new Shape(at, { radius: 7, weight: edge === '#fff' ? 2 : 1, color: edge, fillColor: fill, fillOpacity: 1 });
  if (properties.title) {
    const holder = document.createElement('span');
    holder.textContent = properties.title;
    mark.bindTooltip(holder);
  }
  return properties.url ? mark.on('click', () => window.location.assign(properties.url)) : mark;
}

// Choosing a place: click, or move the map with the arrow keys and press Enter for its centre.
function letPick(map, element, areas) {
  const form = element.closest('form');
  const said = document.getElementById(element.dataset.pickText);
  const pin = L.divIcon({ className: 'jc-pin', html: document.getElementById('jc-pin-drawing')?.content.cloneNode(true).firstElementChild || '', iconSize: [36, 36], iconAnchor: [18, 34] });
  let mark;
  const show = (at) => { mark = mark ? mark.setLatLng(at) : L.marker(at, { icon: pin, interactive: false, keyboard: false }).addTo(map); };
  const pick = (at) => {
    show(at);
    fillPlace(form, { lon: at.lng, lat: at.lat, source: 'map' });
    const area = areaAt(areas, at.lng, at.lat);
    const text = area ? word('pickedIn', { name: area.properties.name }) : areas.length ? word('pickedOutside') : word('picked');
    if (said) said.textContent = text;
    announce(text, { seen: Boolean(said) });
  };
  map.on('click', (event) => pick(event.latlng));
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target !== element) return;
    event.preventDefault();
    pick(map.getCenter());
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-pick-centre]');
    if (button && button.dataset.pickCentre === element.id) pick(map.getCenter());
  });
  document.addEventListener('jc:place', ({ detail }) => {
    if (detail.form !== form || detail.source === 'map') return;
    show(L.latLng(detail.lat, detail.lon));
    map.setView([detail.lat, detail.lon], Math.max(map.getZoom(), 16));
  });
  const [lon, lat] = ['lon', 'lat'].map((name) => Number(form?.querySelector(`input[name="${name}"]`)?.value || NaN));
  if (Number.isFinite(lon) && Number.isFinite(lat)) show(L.latLng(lat, lon));
}

async function start(element) {
  const data = element.dataset;
  const steps = (data.steps || '3,6,9,12').split(',').map(Number);
  const [lon, lat, zoom] = (data.centre || '109.69,19.91,12').split(',').map(Number);
  const map = L.map(element, {
    preferCanvas: true, zoomSnap: 0.25, zoomDelta: 0.5, zoomControl: false, scrollWheelZoom: false, minZoom: 8, maxZoom: 18,
  }).setView([lat, lon], zoom);
  map.jcPicking = data.pick === 'true';
  L.control.zoom({ zoomInTitle: word('zoomIn'), zoomOutTitle: word('zoomOut') }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  addTiles(map, data);
  element.addEventListener('focusin', () => map.scrollWheelZoom.enable());
  element.addEventListener('focusout', () => map.scrollWheelZoom.disable());
  const areas = data.source ? await fetchJson(data.source) : { features: [] };
  const shapes = areas.features.length ? addAreas(map, areas, steps) : null;
  if (shapes) map.fitBounds(shapes.getBounds(), { paddingTopLeft: [52, 8], paddingBottomRight: [8, 24], animate: false });
  if (data.base) L.geoJSON(await fetchJson(data.base), { interactive: false, style: () => ({ color: '#7FB3D5', weight: 3 }) }).addTo(map);
  const zoomed = () => {
    const width = shapes ? areaWidth(map, shapes) : Infinity;
    element.classList.toggle('jc-map-numbers-only', width < NAMES_FROM);
    element.classList.toggle('jc-map-no-marks', width < NUMBERS_FROM);
    element.classList.toggle('jc-map-close', map.getZoom() >= POINTS_FROM);
  };
  map.on('zoomend', zoomed);
  zoomed();
  legend(document.getElementById(data.legend), steps);
  if (map.jcPicking) letPick(map, element, areas.features);
  const points = data.points ? await fetchJson(data.points) : { features: [] };
  if (data.fit && points.features.length) map.fitBounds(L.geoJSON(points).getBounds(), { padding: [24, 24], maxZoom: 16, animate: false });
  if (data.points) addPoints(map, points, shapes);
  window.addEventListener('beforeprint', () => map.invalidateSize({ animate: false }));
  data.ready = 'yes';
}

const begin = (element) => start(element).catch(() => { element.dataset.ready = 'failed'; announce(word('mapFailed')); });

// A map folded away has no size to fit into; it starts when it is unfolded, and costs nothing before.
document.querySelectorAll('.jc-map').forEach((element) => {
  const fold = element.closest('details');
  if (!fold || fold.open) begin(element);
  else fold.addEventListener('toggle', () => begin(element), { once: true });
});

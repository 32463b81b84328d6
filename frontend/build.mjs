// Builds jiceng/web/static/dist. Called by hatch_build.py, which passes the icon names:
//   node build.mjs <out> <icon> <icon> …
import { build } from 'esbuild';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markPng, markSvg } from './mark.mjs';

const [out, ...icons] = process.argv.slice(2);
const bundled = ['bootstrap', '@popperjs/core', 'htmx.org', 'leaflet', 'supercluster', 'kdbush', '@tabler/icons'];

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

await build({
  entryPoints: { app: 'src/js/app.js', map: 'src/js/map.js', field: 'src/js/field.js', style: 'src/css/style.css' },
  bundle: true,
  minify: true,
  outdir: out,
  format: 'iife',
  target: ['chrome87', 'safari15'],
  loader: { '.png': 'dataurl', '.svg': 'dataurl' },
  legalComments: 'none', // every licence is in licences.txt
  logLevel: 'warning',
});

function symbol(name) {
  const file = `node_modules/@tabler/icons/icons/outline/${name}.svg`;
  if (!existsSync(file)) throw new Error(`There is no Tabler outline icon "${name}".`);
  const drawing = readFileSync(file, 'utf8').replace(/<!--[^]*?-->/, '')
    .replace(/^[^]*?<svg[^>]*>/, '').replace(/<\/svg>[^]*$/, '').trim().replace(/\s*\n\s*/g, '');
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${drawing}</symbol>`;
}
writeFileSync(join(out, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${icons.map(symbol).join('')}</svg>`);

writeFileSync(join(out, 'mark.svg'), markSvg());
for (const size of [192, 512]) writeFileSync(join(out, `mark-${size}.png`), markPng(size));

function licence(name) {
  const folder = join('node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE'].map((each) => join(folder, each)).find(existsSync);
  return `${name} ${version} (${license})\n\n${file ? readFileSync(file, 'utf8').trim() : 'The package carries no licence file.'}\n`;
}
writeFileSync(join(out, 'licences.txt'), bundled.map(licence).join(`\n${'-'.repeat(72)}\n\n`));

// The product's mark: a golden grid on red. Drawn here, so that no picture file has to be kept.
import { crc32, deflateSync } from 'node:zlib';

const RED = [0xB8, 0x14, 0x1E];
const GOLD = [0xF4, 0xC6, 0x5A];
const LINES = [0.31, 0.5, 0.69]; // within the safe zone of a maskable icon
const [FROM, TO, HALF] = [0.2, 0.8, 0.024];

const near = (value) => LINES.some((line) => Math.abs(value - line) <= HALF);
const golden = (x, y) => (near(x) && y >= FROM && y <= TO) || (near(y) && x >= FROM && x <= TO);

function chunk(kind, content) {
  const named = Buffer.concat([Buffer.from(kind, 'ascii'), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

export function markPng(size) {
  const rows = Buffer.alloc(size * (size * 3 + 1));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const colour = golden((x + 0.5) / size, (y + 0.5) / size) ? GOLD : RED;
      rows.set(colour, y * (size * 3 + 1) + 1 + x * 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8); // eight bits, true colour
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0)),
  ]);
}

export function markSvg() {
  const lines = LINES.map((at) => `M${at * 100} ${FROM * 100}V${TO * 100}M${FROM * 100} ${at * 100}H${TO * 100}`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" rx="16" fill="#B8141E"/><path d="${lines}" stroke="#F4C65A" stroke-width="5" fill="none"/></svg>`;
}

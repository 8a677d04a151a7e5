// Draws the card that a link to the published book shows, and the icon of a phone's home screen: node card.js

import { readFileSync } from 'node:fs';
import { launchChromium } from './browsers.js';
import { ROOT } from './site.js';

const CURVE = 'M3 2 C3.6 11 7.5 16.4 18 17.6';
const font = weight => `url(data:font/woff2;base64,${readFileSync(`${ROOT}book/theme/fonts/open-sans-${weight}.woff2`, 'base64')})`;
const style = `<style>
    @font-face { font-family: Book; src: ${font('700')}; font-weight: 700; }
    @font-face { font-family: Book; src: ${font('regular')}; font-weight: 400; }
    body { margin: 0; background: #fefdfb; color: #23262b; font-family: Book; }
    svg { fill: none; stroke: #00667a; stroke-linecap: round; }
</style>`;

const browser = await launchChromium();
const page = await browser.newPage();

async function draw(name, width, height, body) {
    await page.setViewport({ width, height });
    await page.setContent(style + body);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `${ROOT}book/theme/${name}` });
}

await draw('card.png', 1200, 630, `<svg viewBox="0 0 20 20" style="position: absolute; left: 790px; top: 30px; width: 520px; opacity: .9" stroke-width=".5"><path d="${CURVE}"/></svg>
    <h1 style="position: absolute; left: 90px; top: 150px; margin: 0; font-size: 110px">Nats &amp; Bits</h1>
    <p style="position: absolute; left: 94px; top: 330px; margin: 0; font-size: 38px; line-height: 1.45">Entropy, cross-entropy and KL divergence:<br>a book in which every number is computed.</p>`);
await draw('touch-icon.png', 180, 180, `<svg viewBox="0 0 20 20" style="position: absolute; left: 30px; top: 30px; width: 120px" stroke-width="2.6"><path d="${CURVE}"/></svg>`);
await browser.close();

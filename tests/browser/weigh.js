// What a chapter weighs and when it shows, beside the same chapter in mdBook's own frame: npm run weigh
//
//     npm run weigh -- entropy.html STOCK     # STOCK: a folder that `mdbook build` wrote without our theme
//
// Over a slow connection (1.6 Mbit/s, 150 ms there and back) and a processor slowed four times. It exits with 1 if a
// chapter of ours is over a limit.

import { DESK, PHONE, fresh, launchChromium } from './browsers.js';
import { CHAPTERS, SITE, serve } from './site.js';

const LIMITS = { kB: 220, requests: 16, shift: .02, paint: 1400 };
const SLOW = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: .75e6 / 8 };

async function weigh(browser, url, viewport) {
    const page = await fresh(browser, viewport);
    const client = await page.createCDPSession();
    await client.send('Network.enable');
    await client.send('Network.emulateNetworkConditions', SLOW);
    await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    let bytes = 0;
    let requests = 0;
    client.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength;
        requests += 1;
    });
    await page.evaluateOnNewDocument(() => {
        window.seen = { shift: 0, paint: 0 };
        new PerformanceObserver(list => list.getEntries().forEach(entry => {
            window.seen.shift += entry.hadRecentInput ? 0 : entry.value;
        })).observe({ type: 'layout-shift', buffered: true });
        new PerformanceObserver(list => list.getEntries().forEach(entry => {
            window.seen.paint = entry.startTime;
        })).observe({ type: 'largest-contentful-paint', buffered: true });
    });
    await page.goto(url, { waitUntil: 'networkidle0', timeout: 60000 });
    await new Promise(done => setTimeout(done, 500));
    const seen = await page.evaluate(() => window.seen);
    await page.browserContext().close();
    return { kB: bytes / 1000, requests, shift: seen.shift, paint: seen.paint };
}

const [only, stock] = process.argv.slice(2);
const browser = await launchChromium();
const sites = [['ours', await serve({ site: SITE })]];
if (stock) {
    sites.push(['stock', await serve({ site: stock })]);
}
let over = 0;
console.log('page                     frame  width     kB  requests  shift  paint (ms)');
for (const path of only && only !== 'all' ? [only] : CHAPTERS) {
    for (const viewport of [DESK, PHONE]) {
        for (const [frame, { url }] of sites) {
            const found = await weigh(browser, url + path, viewport);
            const wrong = frame === 'ours' && Object.keys(LIMITS).some(what => found[what] > LIMITS[what]);
            over += wrong ? 1 : 0;
            console.log([path.padEnd(24), frame.padEnd(6), String(viewport.width).padStart(5), found.kB.toFixed(0).padStart(6),
                String(found.requests).padStart(9), found.shift.toFixed(3).padStart(6), found.paint.toFixed(0).padStart(11), wrong ? ' over' : ''].join(' '));
        }
    }
}
await Promise.all(sites.map(([, site]) => site.close()));
await browser.close();
process.exitCode = over ? 1 : 0;

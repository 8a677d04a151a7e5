// The pages as a host serves them: their markup, where their links lead, how long their scripts take.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import vnu from 'vnu-jar';
import { DESK, fresh, launchChromium } from './browsers.js';
import { CHAPTERS, PAGES, ROOT, SITE, serve } from './site.js';

const ADDRESS = 'https://example.org/books/nats/';
let browser;
let published;

// The book as it is published under an address; the plain one is built again at its place.
function publish() {
    const folder = join(mkdtempSync(join(tmpdir(), 'book-')), 'book');
    const build = env => execFileSync('cargo', ['run', '--quiet', '--locked', '--', 'build'], { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'pipe' });
    build({ MDBOOK_OUTPUT__HTML__SITE_URL: ADDRESS });
    cpSync(SITE, folder, { recursive: true });
    build({});
    return folder;
}

before(async () => {
    published = publish();
    browser = await launchChromium();
});
after(async () => {
    await browser?.close();
    rmSync(join(published, '..'), { recursive: true });
});

test('a published page says where it is, and an unpublished one does not', () => {
    const read = (site, path) => readFileSync(join(site, path), 'utf8');
    const canonical = html => html.match(/<link rel="canonical" href="([^"]*)">/)?.[1];
    assert.equal(canonical(read(published, 'index.html')), ADDRESS);
    assert.equal(canonical(read(published, 'introduction.html')), ADDRESS);
    assert.equal(canonical(read(published, 'entropy.html')), `${ADDRESS}entropy.html`);
    const card = read(published, 'entropy.html').match(/<meta property="og:image" content="([^"]*)">/)[1];
    assert.ok(existsSync(join(published, card.replace(ADDRESS, ''))), card);
    assert.match(read(published, 'robots.txt'), new RegExp(`Sitemap: ${ADDRESS}sitemap.xml`));
    const places = Array.from(read(published, 'sitemap.xml').matchAll(/<loc>([^<]*)<\/loc>/g), ([, place]) => place);
    assert.ok(places.includes(ADDRESS) && places.includes(`${ADDRESS}entropy.html`));
    for (const place of places) {
        assert.ok(existsSync(join(published, place.replace(ADDRESS, '') || 'index.html')), place);
    }
    assert.ok(!existsSync(join(SITE, 'sitemap.xml')));
    assert.doesNotMatch(read(SITE, 'entropy.html'), /canonical|og:/);
});

test('the markup of every page is valid', () => {
    try {
        execFileSync('java', ['-Xss4m', '-jar', vnu, '--errors-only', '--format', 'gnu', ...PAGES.map(page => join(SITE, page))], { stdio: 'pipe' });
    } catch (error) {
        assert.fail(error.stderr?.toString() || error);
    }
});

test('a page that is not there has its styles and its way past the contents, at any depth under a path', async () => {
    const site = await serve({ site: published, prefix: '/books/nats/' });
    try {
        const page = await fresh(browser);
        const failed = [];
        page.on('response', response => response.status() === 404 && failed.push(response.url()));
        const missing = `${site.url}a/b/c.html`;
        await page.goto(missing);
        assert.deepEqual(failed, [missing]);
        assert.notEqual(await page.$eval('.skip', skip => getComputedStyle(skip).position), 'static');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        assert.equal(page.url(), `${missing}#mdbook-content`);
    } finally {
        await site.close();
    }
});

test('a number leads to the line of its function', async () => {
    const site = await serve();
    try {
        const page = await fresh(browser);
        await page.goto(`${site.url}entropy.html`);
        const [address, called] = await page.$$eval('a.number', numbers => {
            const number = numbers.find(number => number.dataset.expression.startsWith('entropy('));
            return [new URL(number.dataset.code, location.href).href, 'fn entropy'];
        });
        await page.goto(address);
        const line = await page.$eval(':target', line => ({ text: line.textContent, top: line.getBoundingClientRect().top }));
        assert.ok(line.text.includes(called), line.text);
        assert.ok(line.top >= 0 && line.top < DESK.height, `it stands at ${line.top}`);
    } finally {
        await site.close();
    }
});

// The longest stretch, in milliseconds, in which a slow processor is in the site's scripts while a page loads.
async function longestStretch(url, site) {
    const page = await fresh(browser);
    const client = await page.createCDPSession();
    await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await client.send('Profiler.enable');
    await client.send('Profiler.start');
    await page.goto(url);
    await new Promise(done => setTimeout(done, 500));
    const { profile } = await client.send('Profiler.stop');
    await page.browserContext().close();
    const ours = new Set();
    const parents = new Map();
    for (const node of profile.nodes) {
        (node.children ?? []).forEach(child => parents.set(child, node));
        if (node.callFrame.url.startsWith(site) || parents.has(node.id) && ours.has(parents.get(node.id).id)) {
            ours.add(node.id);
        }
    }
    let longest = 0;
    let current = 0;
    profile.samples.forEach((sample, index) => {
        current = ours.has(sample) ? current + profile.timeDeltas[index] / 1000 : 0;
        longest = Math.max(longest, current);
    });
    return longest;
}

test('no script keeps a slow processor longer than 50 ms', async () => {
    const site = await serve();
    try {
        for (const path of ['code-kernels.html', 'numbers.html', 'log-loss.html', 'code.html']) {
            // Whatever else the machine does can only make it longer.
            let shortest = Infinity;
            for (let time = 0; time < 4 && shortest > 50; time += 1) {
                shortest = Math.min(shortest, await longestStretch(site.url + path, site.url));
            }
            assert.ok(shortest <= 50, `${path}: ${Math.round(shortest)} ms`);
        }
    } finally {
        await site.close();
    }
});

test('every Chinese sign is in the font that the book brings, and its language is named', () => {
    const css = readFileSync(join(SITE, '../../book/theme/fonts/fonts.css'), 'utf8');
    const known = new Set(Array.from(css.match(/unicode-range: ([^;]*);/)[1].matchAll(/U\+([0-9A-F]+)/g), ([, code]) => String.fromCodePoint(parseInt(code, 16))));
    for (const path of PAGES) {
        const html = readFileSync(join(SITE, path), 'utf8');
        const missing = new Set(Array.from(html.matchAll(/\p{Script=Han}/gu), ([sign]) => sign).filter(sign => !known.has(sign)));
        assert.deepEqual([...missing], [], `${path}: run book/theme/fonts/subset.sh`);
        const unnamed = html.split(/<main[^>]*>/)[1].split('</main>')[0].replace(/<(\w+)[^>]* lang="zh[^>]*>[^<]*<\/\1>/g, '');
        assert.doesNotMatch(unnamed, /\p{Script=Han}/u, path);
    }
});

test('each page describes itself', () => {
    const said = new Map();
    for (const path of [...CHAPTERS, 'glossary.html', 'numbers.html']) {
        const [, description] = readFileSync(join(SITE, path), 'utf8').match(/<meta name="description" content="([^"]*)">/);
        assert.ok(description.length > 20 && !said.has(description), `${path}: ${description}`);
        said.set(description, path);
    }
});

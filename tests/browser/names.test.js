// Names: what a screen reader is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESK, PHONE, fresh, inEveryBrowser, launchChromium, visiting } from './browsers.js';
import { CHAPTERS, PAGES } from './site.js';

const book = visiting(launchChromium);

// The names of all links in the accessibility tree, by the link's address.
async function linkNames(page) {
    const client = await page.createCDPSession();
    const { nodes } = await client.send('Accessibility.getFullAXTree');
    const names = new Map();
    for (const node of nodes) {
        if (node.role?.value === 'link' && !node.ignored) {
            const url = node.properties?.find(property => property.name === 'url')?.value.value;
            names.set(url, [...names.get(url) ?? [], node.name?.value ?? '']);
        }
    }
    return names;
}

const digits = text => text.replace(/\D/g, '');

test('the name of each number holds its digits', async () => {
    let checked = 0;
    const page = await fresh(book.browser);
    for (const path of PAGES.filter(path => !path.startsWith('code'))) {
        await page.goto(book.url + path);
        await page.$$eval('details', boxes => boxes.forEach(box => { box.open = true; }));
        const names = await linkNames(page);
        const numbers = await page.$$eval('main a.number, table.ledger:not(.formulas) th a', links => links.map(link => [link.href, link.innerText]));
        for (const [url, text] of numbers) {
            const found = names.get(url) ?? [];
            assert.ok(found.some(name => digits(name) === digits(text)), `${path}: “${text}” is called ${JSON.stringify(found)}`);
            checked += 1;
        }
    }
    assert.ok(checked > 1000, `${checked} numbers`);
});

test('the popover says value and expression, and no more', async () => {
    const page = await book.open('entropy.html');
    await page.keyboard.press('n');
    await page.waitForSelector('.number-popover:not([hidden])');
    const said = await page.evaluate(() => document.activeElement.getAttribute('aria-describedby').split(' ')
        .map(id => document.getElementById(id).className));
    assert.deepEqual(said, ['number-popover-exact', 'number-popover-expression']);
});

test('the unit of the text comes first, and one is singular', async () => {
    const page = await book.open('entropy.html');
    const exact = await page.$$eval('a.number', numbers => numbers.map(number => [number.textContent, number.dataset.exact]));
    for (const [text, value] of exact.filter(([text]) => / (bits?|nats?)$/.test(text))) {
        const unit = text.includes('bit') ? /^[^=]* bits?( |$|;)/ : /^[^=]* nats?( |$|;)/;
        assert.match(value, unit, text);
        assert.doesNotMatch(value, /(^|[ ;])1 (bits|nats)/);
    }
});

test('the pages before and after are named, and the contents mark the page', async () => {
    const page = await fresh(book.browser);
    for (const path of PAGES.filter(path => path !== '404.html')) {
        await page.goto(book.url + path);
        const turns = await page.$$eval('.turn', links => links.map(link => link.textContent.replace(/^\s*(Previous|Next)\s*/, '').trim()));
        assert.ok(turns.length && turns.every(title => title.length > 2), `${path}: ${turns}`);
        const current = await page.$$eval('#mdbook-sidebar [aria-current="page"]', links => links.map(link => link.getAttribute('href')));
        assert.deepEqual(current, [path === 'index.html' ? current[0] : path]);
    }
});

inEveryBrowser(book => {
    test('the popover is on the screen, and covers neither its number’s row nor the head of the table', async () => {
        let rows = 0;
        for (const [viewport, paths] of [[DESK, CHAPTERS], [PHONE, CHAPTERS.slice(0, 6)]]) {
            const page = await book.open(paths[0], viewport);
            for (const path of paths) {
                await page.goto(book.url + path);
                const found = await page.evaluate(async () => {
                    const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                    const covers = (box, other) => other && box.top < other.bottom - 1 && box.bottom > other.top + 1
                        && box.left < other.right - 1 && box.right > other.left + 1;
                    const wrong = [];
                    const numbers = Array.from(document.querySelectorAll('main tbody tr'), row => row.querySelector('a.number')).filter(Boolean);
                    for (const number of numbers) {
                        number.closest('details')?.setAttribute('open', '');
                        number.scrollIntoView({ block: 'center' });
                        number.focus();
                        await frame();
                        const popover = document.querySelector('.number-popover:not([hidden])');
                        const box = popover?.getBoundingClientRect();
                        const head = number.closest('table').querySelector('thead')?.getBoundingClientRect();
                        if (!box || box.top < 0 || box.left < 0 || box.right > innerWidth || box.bottom > innerHeight
                            || covers(box, number.closest('tr').getBoundingClientRect()) || covers(box, head)) {
                            wrong.push([number.textContent, box?.top, box?.bottom, head?.top, head?.bottom]);
                        }
                    }
                    return { rows: numbers.length, wrong };
                });
                assert.deepEqual(found.wrong, [], `${path} at ${viewport.width}`);
                rows += found.rows;
            }
        }
        assert.ok(rows > 200, `${rows} rows`);
    });
});

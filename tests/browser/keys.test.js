// Keys and focus: what a reader without a mouse does.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DESK, PHONE, fresh, inEveryBrowser } from './browsers.js';
import { CHAPTERS, PAGES, SITE } from './site.js';

// What opens a popover.
const CHECKED = ':is(a.number, a.formula)';

const focused = page => page.evaluate(() => {
    const { activeElement } = document;
    return { tag: activeElement.localName, className: activeElement.className, text: activeElement.textContent };
});

test('the way past the contents needs no script', () => {
    for (const path of PAGES) {
        const body = readFileSync(join(SITE, path), 'utf8').split('<body>')[1].trimStart();
        assert.ok(body.startsWith('<a class="skip" href="#mdbook-content">'), path);
        assert.match(body, /<div id="mdbook-content"[^>]* tabindex="-1"/, path);
    }
});

inEveryBrowser((book, name) => {
    test('the first Tab stop is the way past the contents', async () => {
        const page = await fresh(book.browser);
        for (const path of PAGES) {
            await page.goto(book.url + path);
            await page.keyboard.press('Tab');
            assert.equal((await focused(page)).className, 'skip', path);
            await page.keyboard.press('Enter');
            await page.waitForFunction(() => location.hash === '#mdbook-content');
            await page.keyboard.press('Tab');
            const inside = await page.evaluate(() => document.getElementById('mdbook-content').contains(document.activeElement));
            assert.ok(inside, `${path}: after it, Tab goes on in the text`);
        }
    });

    test('arrow keys scroll what has the focus, and turn the page elsewhere', async () => {
        // What scrolls is the same in both browsers, and Firefox takes long over each key.
        const paths = name === 'Firefox' ? CHAPTERS.slice(0, 3) : CHAPTERS;
        let tried = 0;
        for (const viewport of [DESK, PHONE]) {
            const page = await fresh(book.browser, viewport);
            for (const path of paths) {
                await page.goto(book.url + path);
                await page.$$eval('details', boxes => boxes.forEach(box => { box.open = true; }));
                for (const box of await page.$$('main .table-wrapper, main pre > code, main .display')) {
                    const scrolls = await box.evaluate(box => {
                        const wide = box.scrollWidth > box.clientWidth + 1;
                        if (wide) {
                            box.scrollIntoView({ block: 'center' });
                        }
                        return wide;
                    });
                    if (!scrolls) {
                        continue;
                    }
                    const where = `${path} at ${viewport.width}`;
                    await page.waitForFunction(box => box.tabIndex === 0, { polling: 50, timeout: 5000 }, box)
                        .catch(async () => assert.fail(`${where}: no focus for ${await box.evaluate(box => box.outerHTML.slice(0, 200))}`));
                    await box.focus();
                    await page.keyboard.press('ArrowRight');
                    await page.waitForFunction(box => box.scrollLeft > 0, { polling: 50, timeout: 5000 }, box)
                        .catch(() => assert.fail(`${where}: it did not scroll: ${page.url()}`));
                    assert.ok(page.url().endsWith(path), `${where}: the page was turned`);
                    tried += 1;
                }
            }
            await page.browserContext().close();
        }
        assert.ok(tried > 0);
        const page = await book.open('entropy.html');
        await Promise.all([page.waitForNavigation(), page.keyboard.press('ArrowRight')]);
        assert.ok(!page.url().endsWith('entropy.html'));
    });

    test('Tab stops at one number or formula of a page, and keys reach all of them', async () => {
        const page = await book.open('log-loss.html');
        const stops = await page.$$eval(CHECKED, checked => checked.filter(link => link.tabIndex === 0).length);
        assert.equal(stops, 1);
        const all = await page.$$eval(CHECKED, checked => checked.map(link => link.id));
        await page.keyboard.press('n');
        const visited = [];
        await page.evaluate(() => scrollTo(0, 0));
        for (let step = 0; step < all.length; step += 1) {
            visited.push(await page.evaluate(() => document.activeElement.id));
            await page.keyboard.press('ArrowRight');
        }
        assert.deepEqual(visited, all);
        assert.ok(page.url().includes('log-loss.html'));
        await page.keyboard.press('N');
        assert.equal(await page.evaluate(() => document.activeElement.id), all.at(-2));
    });

    test('the popover is entered and left by key', async () => {
        const page = await book.open('log-loss.html');
        await page.keyboard.press('n');
        await page.waitForSelector('.number-popover:not([hidden])');
        const before = await page.evaluate(() => document.activeElement.id);
        await page.keyboard.press('ArrowDown');
        assert.ok(await page.evaluate(() => document.querySelector('.number-popover').contains(document.activeElement)));
        await page.keyboard.press('Escape');
        assert.equal(await page.evaluate(() => document.activeElement.id), before);
        assert.ok(await page.$eval('.number-popover', popover => popover.hidden));
    });

    test('the list of keys opens and closes, and the focus comes back', async () => {
        const page = await book.open('entropy.html');
        await page.keyboard.press('?');
        assert.ok(await page.$eval('#mdbook-help', help => help.open));
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => !document.getElementById('mdbook-help').open);
    });
});

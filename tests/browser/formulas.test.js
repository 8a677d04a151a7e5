// Formulas: what a reader learns of one by mouse, by touch and by key, and what is copied and heard.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PHONE, inEveryBrowser } from './browsers.js';
import { PAGES, SITE } from './site.js';

const PAGE = 'cross-entropy.html';
const OPEN = '.number-popover:not([hidden])';

test('each formula carries its TeX and its words, and only once', () => {
    let count = 0;
    for (const path of PAGES) {
        for (const [math] of readFileSync(join(SITE, path), 'utf8').matchAll(/<math.*?<\/math>/gs)) {
            assert.match(math, /^<math[^>]* alttext="[^"]+"[^>]*><semantics><mrow>.*<\/mrow><annotation encoding="application\/x-tex">[^<]+<\/annotation><\/semantics><\/math>$/s, path);
            count += 1;
        }
    }
    assert.ok(count > 100, `${count} formulas`);
});

inEveryBrowser((book, name) => {
    const open = viewport => book.open(PAGE, viewport);

    const said = page => page.$eval(OPEN, popover => popover.innerText.split(/\n+/));

    test('the pointer opens what a formula was compared with', async () => {
        const page = await open();
        const formula = await page.$('a.formula');
        await formula.scrollIntoView();
        await formula.hover();
        await page.waitForSelector(OPEN);
        const lines = await said(page);
        assert.match(lines[0], /^equal on \d+ random draws: both sides and the code$/);
        assert.equal(lines[1], 'cross_entropy(&p, &q)?');
        assert.equal(lines[2], 'computed by cross_entropy in crates/cross-entropy');
        await page.hover('h1');
        await page.waitForSelector('.number-popover[hidden]');
    });

    test('keys reach it, and lead to its function and to its row', async () => {
        const page = await open();
        await page.$eval('a.formula', formula => formula.focus({ focusVisible: true }));
        await page.keyboard.press('ArrowLeft');
        await page.keyboard.press('ArrowRight');
        await page.waitForSelector(OPEN);
        assert.equal(await page.evaluate(() => document.activeElement.className), 'formula');
        await page.keyboard.press('ArrowDown');
        const [code, row] = await page.$$eval(`${OPEN} a`, links => links.map(link => link.href));
        await page.goto(code);
        assert.match(await page.$eval(':target', line => line.textContent), /fn cross_entropy/);
        await page.goto(row);
        const target = await page.$eval('tr:target', row => ({
            words: row.querySelector('a').getAttribute('aria-label'),
            back: row.querySelector('a').href,
        }));
        assert.match(target.words, /equals minus the sum over i/);
        await page.goto(target.back);
        assert.equal(await page.$eval(':target', formula => formula.className), 'formula');
    });

    test('what is copied is the formula, without its TeX', async () => {
        const page = await open();
        const copied = await page.evaluate(() => {
            getSelection().selectAllChildren(document.querySelector('main'));
            return getSelection().toString();
        });
        assert.ok(copied.includes('ln'));
        assert.doesNotMatch(copied, /\\sum|\\ln/);
    });

    if (name === 'Chromium') {
        test('a tap opens it, a second follows', async () => {
            const page = await open({ ...PHONE, hasTouch: true, isMobile: true });
            const formula = await page.$('a.formula');
            await formula.scrollIntoView();
            await formula.tap();
            await page.waitForSelector(OPEN);
            assert.ok(page.url().endsWith(PAGE));
            await Promise.all([page.waitForNavigation(), formula.tap()]);
            assert.match(page.url(), /formulas\.html#cross-entropy-formula-/);
        });

        test('it is heard in words, and once', async () => {
            const page = await open();
            const client = await page.createCDPSession();
            const { nodes } = await client.send('Accessibility.getFullAXTree');
            const names = nodes.filter(node => !node.ignored).map(node => node.name?.value ?? '');
            assert.equal(names.filter(name => /^H \(p, q\) equals minus the sum/.test(name)).length, 1);
            assert.ok(!names.some(name => /\\sum|\\ln/.test(name)));
        });
    }
});

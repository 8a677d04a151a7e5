// A phone: 390 pixels, and a first visit with nothing stored.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { DESK, PHONE, fresh, inEveryBrowser } from './browsers.js';
import { CHAPTERS, PAGES } from './site.js';

inEveryBrowser(book => {
    let page;
    before(async () => {
        page = await fresh(book.browser, PHONE);
    });

    test('no page is wider than the phone, and no number is broken over two lines', async () => {
        for (const path of PAGES.filter(path => !path.startsWith('code-'))) {
            await page.goto(book.url + path);
            const found = await page.evaluate(() => {
                document.querySelectorAll('details').forEach(box => { box.open = true; });
                const lines = element => new Set(Array.from(element.getClientRects(), rect => Math.round(rect.bottom))).size;
                const broken = Array.from(document.querySelectorAll('main table:not(.ledger) data'))
                    .filter(data => !data.querySelector('math') && lines(data) > 1);
                return { width: document.documentElement.scrollWidth, broken: broken.map(data => data.textContent) };
            });
            assert.ok(found.width <= 390, `${path}: ${found.width} pixels wide`);
            assert.deepEqual(found.broken, [], path);
        }
    });

    test('a table shows its results: rows of text as cards, numbers beside a first column that stays', async () => {
        for (const path of PAGES.filter(path => !path.startsWith('code'))) {
            await page.goto(book.url + path);
            const hidden = await page.evaluate(() => Array.from(document.querySelectorAll('main table')).filter(table => {
                const box = table.closest('.table-wrapper');
                const wide = box.scrollWidth > box.clientWidth + 1;
                const first = table.querySelector('tbody tr > :first-child');
                return wide && getComputedStyle(first).position !== 'sticky';
            }).map(table => table.textContent.slice(0, 60)));
            assert.deepEqual(hidden, [], path);
        }
    });

    test('a figure is seen whole, and its labels can be read', async () => {
        let count = 0;
        for (const path of CHAPTERS) {
            await page.goto(book.url + path);
            const figures = await page.evaluate(() => {
                document.querySelectorAll('details').forEach(box => { box.open = true; });
                return Array.from(document.querySelectorAll('figure > svg'), svg => {
                    const { left, right, width } = svg.getBoundingClientRect();
                    const seen = document.querySelector('.content').getBoundingClientRect();
                    const cut = Math.max(seen.left - left, right - seen.right);
                    const labels = Array.from(svg.querySelectorAll('text'));
                    const sizes = labels.map(label => parseFloat(getComputedStyle(label).fontSize));
                    const boxes = labels.map(label => label.getBoundingClientRect());
                    const shared = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
                    const over = boxes.filter((box, place) => boxes.slice(0, place).some(other =>
                        shared(box, other, 'left', 'right') > 1 && shared(box, other, 'top', 'bottom') > .45 * box.height));
                    return { left, right, cut, over: over.length, text: Math.min(...sizes) * width / svg.viewBox.baseVal.width };
                });
            });
            count += figures.length;
            for (const { left, right, cut, over, text } of figures) {
                assert.ok(cut <= 0, `${path}: ${cut} pixels are cut off`);
                assert.ok(left >= 0 && right <= PHONE.width, `${path}: from ${left} to ${right}`);
                assert.ok(text > 10.5, `${path}: labels of ${text} pixels`);
                assert.equal(over, 0, `${path}: labels over each other`);
            }
        }
        assert.ok(count > 10);
    });

    test('code wraps where it can', async () => {
        for (const path of CHAPTERS) {
            await page.goto(book.url + path);
            const found = await page.evaluate(() => {
                document.querySelectorAll('details').forEach(box => { box.open = true; });
                const blocks = Array.from(document.querySelectorAll('main pre > code'));
                return blocks.filter(code => !code.matches('.language-text') && code.scrollWidth > code.clientWidth + 1).length;
            });
            assert.equal(found, 0, path);
        }
    });

    test('no line begins with the full stop after a formula', async () => {
        for (const path of CHAPTERS) {
            await page.goto(book.url + path);
            const torn = await page.evaluate(() => Array.from(document.querySelectorAll('main math:not([display])')).filter(math => {
                const holder = math.closest('a, .formula') ?? math;
                const next = holder.nextSibling;
                if (next?.nodeType !== Node.TEXT_NODE || !/^[.,;:?)]/.test(next.data)) {
                    return false;
                }
                const range = document.createRange();
                range.setStart(next, 0);
                range.setEnd(next, 1);
                const sign = range.getBoundingClientRect();
                return sign.height > 0 && !holder.matches('.wide-math') && sign.left < Array.from(holder.getClientRects()).at(-1).right - 2;
            }).map(math => math.parentElement.textContent.slice(0, 80)));
            assert.deepEqual(torn, [], path);
        }
    });

    test('formulas are laid out at the first visit as they are at the next', async () => {
        for (const viewport of [DESK, PHONE]) {
            for (const path of CHAPTERS.slice(0, 6)) {
                const first = await fresh(book.browser, viewport);
                await first.goto(book.url + path);
                await first.evaluate(() => document.fonts.ready);
                const measure = () => first.evaluate(() => Array.from(document.querySelectorAll('main math *'), part => {
                    const { left, width } = part.getBoundingClientRect();
                    return Math.round(left + width);
                }));
                await new Promise(done => setTimeout(done, 200));
                const before = await measure();
                await first.evaluate(() => {
                    const main = document.querySelector('main');
                    main.style.display = 'none';
                    main.getBoundingClientRect();
                    main.style.display = '';
                });
                const after = await measure();
                const moved = before.filter((place, index) => Math.abs(place - after[index]) > 1).length;
                assert.equal(moved, 0, `${path} at ${viewport.width}: ${moved} parts of formulas were elsewhere`);
                await first.browserContext().close();
            }
        }
    });
});

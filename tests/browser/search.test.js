// Search: it comes when it is called for, titles decide, and keys go through what it found.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fresh, inEveryBrowser } from './browsers.js';

// What a reader types, and the page that explains it.
const EXPLAINED = Object.entries({
    'surprisal': 'surprisal',
    'entropy': 'entropy',
    'huffman': 'codes',
    'arithmetic coding': 'codes',
    'Kraft': 'codes',
    'cross-entropy': 'cross-entropy',
    'KL divergence': 'kl-divergence',
    'Gibbs': 'kl-divergence',
    'likelihood': 'likelihood',
    'perplexity': 'log-loss',
    'binary cross-entropy': 'log-loss',
    'logits': 'logits',
    'softmax': 'logits',
    'logsumexp': 'logits',
    'BCEWithLogitsLoss': 'logits',
    'label smoothing': 'loss-options',
    'ignore_index': 'loss-options',
    'focal loss': 'loss-options',
    'InfoNCE': 'loss-options',
    'z-loss': 'loss-options',
    'typical set': 'codes',
    'Fisher information': 'kl-divergence',
    'maximum entropy': 'logits',
    'information gain': 'training',
    'standard error': 'training',
    'reverse KL': 'directions',
    'distillation': 'directions',
    'ELBO': 'directions',
    'brier score': 'gradients',
    'ECE': 'training',
    'bits per byte': 'language-models',
    'byte-pair': 'language-models',
    'guessing game': 'language-models',
    'KLDivLoss': 'frameworks',
    '0.357': 'surprisal',
    '2.302': 'surprisal',
});

inEveryBrowser(book => {
    async function open() {
        const page = await book.open('entropy.html');
        await page.keyboard.press('/');
        await page.waitForFunction(() => document.activeElement.id === 'mdbook-searchbar');
        return page;
    }

    // As a mouse pastes: no key is pressed in the field.
    async function paste(page, text) {
        await page.$eval('#mdbook-searchbar', (bar, text) => {
            bar.value = text;
            bar.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true }));
        }, text);
        return page.$$eval('#mdbook-searchresults a', links => links.map(link => [link.getAttribute('href'), link.querySelector('b').textContent]));
    }

    test('nothing of it is loaded before it is used', async () => {
        const page = await fresh(book.browser);
        const asked = [];
        page.on('request', request => asked.push(request.url()));
        await page.goto(`${book.url}entropy.html`);
        assert.ok(!asked.some(url => /search/.test(url)), asked.join(' '));
    });

    test('titles decide', async () => {
        const page = await open();
        for (const [wanted, path] of [['label smoothing', 'loss-options'], ['temperature', 'training'], ['entropy', 'entropy']]) {
            const found = await paste(page, wanted);
            assert.ok(found.length > 1, wanted);
            const titled = found.findIndex(([, title]) => !title.toLowerCase().includes(wanted));
            const later = found.slice(titled < 0 ? found.length : titled).some(([, title]) => title.split(': ').at(-1).toLowerCase().includes(wanted));
            assert.ok(!later, `${wanted}: ${JSON.stringify(found)}`);
            assert.ok(found.some(([href]) => href.startsWith(path)), `${wanted}: ${JSON.stringify(found)}`);
        }
    });

    test('the page that explains a word comes first', async () => {
        const page = await open();
        for (const [wanted, path] of EXPLAINED) {
            const found = await paste(page, wanted);
            assert.ok(found[0]?.[0].startsWith(`${path}.html`), `${wanted}: ${JSON.stringify(found.slice(0, 4))}`);
        }
    });

    test('a Chinese term is found', async () => {
        const page = await open();
        const found = await paste(page, '交叉熵');
        assert.ok(found.some(([href]) => href.startsWith('glossary.html')), JSON.stringify(found));
    });

    test('pasted text is answered', async () => {
        const page = await open();
        const found = await paste(page, 'Less than one bit for each animal, although each is one of two.');
        assert.ok(found[0][0].startsWith('entropy.html'), JSON.stringify(found));
    });

    test('arrows move the focus, Enter follows, Escape gives the focus back', async () => {
        const page = await open();
        await page.keyboard.type('surprisal');
        await page.waitForSelector('#mdbook-searchresults a');
        const at = () => page.evaluate(() => Array.from(document.querySelectorAll('#mdbook-searchresults a')).indexOf(document.activeElement));
        await page.keyboard.press('ArrowDown');
        assert.equal(await at(), 0);
        await page.keyboard.press('ArrowDown');
        assert.equal(await at(), 1);
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('ArrowUp');
        assert.equal(await page.evaluate(() => document.activeElement.id), 'mdbook-searchbar');
        await page.keyboard.press('Escape');
        assert.equal(await page.evaluate(() => document.activeElement.id), 'mdbook-search-toggle');
        await page.keyboard.press('/');
        await page.waitForFunction(() => document.activeElement.id === 'mdbook-searchbar');
        await page.keyboard.press('ArrowDown');
        const before = page.url();
        await page.keyboard.press('Enter');
        for (let wait = 0; page.url() === before && wait < 100; wait += 1) {
            await new Promise(done => setTimeout(done, 50));
        }
        assert.notEqual(page.url(), before);
    });

    test('the list of every number can be filtered', async () => {
        const page = await book.open('numbers.html');
        await page.type('.ledger-filter input', 'perplexity');
        const rows = await page.$$eval('table.ledger tbody tr:not([hidden])', rows => rows.map(row => row.textContent));
        assert.ok(rows.length > 0 && rows.every(row => row.toLowerCase().includes('perplexity')));
        const hidden = await page.$$eval('table.ledger tbody tr[hidden]', rows => rows.length);
        assert.ok(hidden > rows.length);
    });
});

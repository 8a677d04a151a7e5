// The field that finds a value: in the table, beside it, and among the words.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchChromium, visiting } from './browsers.js';

const book = visiting(launchChromium);
let page;

async function found(value, classes = '') {
    page ??= await book.open('telling.html');
    const fields = await page.$$('div.telling input');
    for (const [index, text] of [value, classes].entries()) {
        await fields[index].click({ count: 3 });
        await page.keyboard.press('Backspace');
        await fields[index].type(text);
    }
    return page.$eval('div.telling output', output => output.innerText);
}

test('a value is found with the classes, without them, and with a comma', async () => {
    for (const [value, classes, first] of [
        ['0.55', '', '0.5514'], ['0.55', '3', '0.5514'], ['2,3', '', '2.3026'], ['1.46', '10', '1.4612'], ['36', '', '36.04'],
    ]) {
        const text = await found(value, classes);
        assert.ok(text.startsWith(first), `${value}, ${classes}: ${text}`);
        assert.ok(!text.includes('No row'), text);
    }
});

test('what has no number is found by its word or its sign', async () => {
    for (const [value, first] of [['nan', 'NaN'], ['inf', 'infinite'], ['-0.66', 'negative'], ['−1', 'negative']]) {
        const text = await found(value);
        assert.ok(text.startsWith(first), `${value}: ${text}`);
    }
    assert.equal(await found('xyz'), 'No row is like this.');
    assert.equal(await found(''), '');
});

test('a number of classes without a row is told, and the rows around it are looked at', async () => {
    const text = await found('4.0', '37');
    assert.ok(text.startsWith('No row is for 37 classes; these look at 10 and 100.'), text);
    assert.ok(text.includes('4.6052: knows nothing, 100 classes'), text);
    assert.ok(!text.includes('1000 classes'), text);
    assert.ok(text.includes('2.3026: ten classes that know nothing'), text);
    const beyond = await found('12', '60000');
    assert.ok(beyond.startsWith('No row is for 60000 classes; these look at 50257.'), beyond);
});

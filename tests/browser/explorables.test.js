// The figures that a reader can move: by keys, by touch and by mouse, they show what stands in their tables.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { test } from 'node:test';
import { DESK, PHONE, fresh, inEveryBrowser } from './browsers.js';
import { PAGES, SITE, ROOT } from './site.js';

const AXE = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

// The tables, each with the page that shows it, and with a way to look a state up that is not the page's own.
const FIGURES = readdirSync(join(SITE, 'explorables')).filter(file => file.endsWith('.js')).map(file => {
    let table;
    new Function('explorable', readFileSync(join(SITE, 'explorables', file), 'utf8'))(found => { table = found; });
    const lists = table.lists.map(list => list.split('|'));
    const steps = table.controls.map(([, list]) => lists[list]);
    const path = PAGES.find(page => readFileSync(join(SITE, page), 'utf8').includes(`data-table="explorables/${file}"`));
    const texts = state => Object.fromEntries(table.columns.filter(([, part]) => part === '').map(([key, , of, list]) => {
        let place = 0;
        let size = 1;
        for (const control of [...of].reverse()) {
            place += state[control] * size;
            size *= steps[control].length;
        }
        assert.equal(lists[list].length, size, `${file}: ${key}`);
        return [key, lists[list][place]];
    }));
    return { ...table, steps, path, texts };
});

// Each step of each control as a reader can reach it, by chance but always the same.
function randomStates({ steps }, count) {
    let seed = 7;
    const random = below => {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        return Math.floor(seed / 2147483648 * below);
    };
    return Array.from({ length: count }, () => steps.map(list => random(list.length)));
}

async function open(book, { path }, { viewport = DESK, hash = '', address } = {}) {
    const page = await fresh(book.browser, viewport);
    page.faults = [];
    // A browser loads no fonts for pages that are files, and Firefox speaks of formulas of which it has read a part.
    const expected = address?.startsWith('file:') ? /font|ERR_FAILED|^Invalid markup/ : /^Invalid markup/;
    page.on('console', message => message.type() === 'error' && !expected.test(message.text()) && page.faults.push(message.text()));
    page.on('pageerror', error => page.faults.push(error.message));
    const asked = [];
    page.on('request', request => asked.push(request.url()));
    await page.goto((address ?? book.url) + path + hash);
    page.untouched = [...asked];
    return page;
}

// Pages that stay open for all tests of a browser. A test finds their figures in the text's example, as `first` has it.
function staying(book) {
    const pages = new Map();
    return async (figure, viewport = DESK) => {
        const key = `${figure.path} at ${viewport.width}`;
        if (!pages.has(key)) {
            pages.set(key, await open(book, figure, { viewport }));
        }
        const page = pages.get(key);
        // Firefox gives no keys, and no focus, to what lies behind.
        await page.bringToFront();
        await page.$eval(`#${figure.name}`, figure => figure.matches('.ready') && figure.querySelector('[name="first"]').click());
        return page;
    };
}

// What a figure shows: its texts by their keys, and where its sliders stand.
function shown(page, name, keys) {
    return page.evaluate((name, keys) => {
        const figure = document.getElementById(name);
        const texts = Object.fromEntries(keys.map(key => [key, figure.querySelector(`[data-k="${key}"]`).textContent]));
        const sliders = Array.from(figure.querySelectorAll('input[type="range"]'));
        const outputs = sliders.map(({ name, id }) => [name, figure.querySelector(`output[for="${id}"]`).textContent]);
        return { texts, outputs };
    }, name, keys);
}

async function stands(page, figure, state) {
    const expected = figure.texts(state);
    const { texts, outputs } = await shown(page, figure.name, Object.keys(expected));
    assert.deepEqual(texts, expected, `${figure.name} at ${state}`);
    for (const [slider, text] of outputs) {
        const control = figure.controls.findIndex(([name]) => name === slider);
        assert.equal(text, figure.steps[control][state[control]], `${figure.name} at ${state}: ${slider}`);
    }
}

const hashOf = ({ name, controls, steps }, state) =>
    `#${name}${controls.map(([control], place) => `/${control}=${encodeURIComponent(steps[place][state[place]])}`).join('')}`;

const first = (page, { name, controls }) => page.evaluate((name, controls) => {
    const { elements } = document.querySelector(`#${name} form`);
    return controls.map(([control]) => {
        const fields = Array.from(elements).filter(field => field.name === control);
        return fields[0].type === 'range' ? Number(fields[0].defaultValue) : fields.findIndex(field => field.defaultChecked);
    });
}, name, controls);

const ready = (page, { name }) => page.waitForSelector(`#${name}.ready`);

inEveryBrowser((book, name) => {
    const at = staying(book);

    test('in 500 states by chance, and in the first, a figure shows what its table says', async () => {
        for (const figure of FIGURES) {
            const page = await at(figure);
            const start = await first(page, figure);
            await stands(page, figure, start);
            await page.focus(`#${figure.name} input`);
            await ready(page, figure);
            await stands(page, figure, start);
            const states = randomStates(figure, 500);
            const keys = Object.keys(figure.texts(start));
            const found = await page.evaluate((name, controls, states, keys) => {
                const figure = document.getElementById(name);
                const { elements } = figure.querySelector('form');
                return states.map(state => {
                    state.forEach((step, control) => {
                        const fields = Array.from(elements).filter(field => field.name === controls[control][0]);
                        if (fields[0].type === 'range') {
                            fields[0].value = step;
                        } else {
                            fields[step].checked = true;
                        }
                    });
                    elements[0].dispatchEvent(new Event('input', { bubbles: true }));
                    return keys.map(key => figure.querySelector(`[data-k="${key}"]`).textContent);
                });
            }, figure.name, figure.controls, states, keys);
            states.forEach((state, index) => {
                assert.deepEqual(Object.fromEntries(keys.map((key, at) => [key, found[index][at]])), figure.texts(state), `${figure.name} at ${state}`);
            });
            assert.deepEqual(page.faults, []);
        }
    });

    test('keys alone bring every control to both ends, and press every button', async () => {
        for (const figure of FIGURES) {
            const page = await at(figure);
            const start = await first(page, figure);
            const state = [...start];
            await page.focus(`#${figure.name} input`);
            await ready(page, figure);
            for (const [control, [name]] of figure.controls.entries()) {
                const field = await page.$(`#${figure.name} [name="${name}"]`);
                const last = figure.steps[control].length - 1;
                if (await field.evaluate(field => field.type === 'range')) {
                    await field.focus();
                    for (const [key, step] of [['Home', 0], ['ArrowRight', 1], ['End', last], ['ArrowLeft', last - 1]]) {
                        await page.keyboard.press(key);
                        state[control] = step;
                        await stands(page, figure, state);
                    }
                    await page.keyboard.press('PageDown');
                    state[control] = await field.evaluate(field => Number(field.value));
                    assert.ok(state[control] < last - 1 || last < 3, `${figure.name}: PageDown moves ${name}`);
                    await stands(page, figure, state);
                } else {
                    await page.focus(`#${figure.name} [name="${name}"]:checked`);
                    for (let turn = 0; turn <= last; turn += 1) {
                        await page.keyboard.press('ArrowDown');
                        state[control] = (state[control] + 1) % (last + 1);
                        await stands(page, figure, state);
                    }
                }
            }
            for (const [name, moves] of figure.buttons) {
                await page.focus(`#${figure.name} button[name="${name}"]`);
                await page.keyboard.press('Enter');
                const before = [...state];
                for (const [control, of, list] of moves) {
                    const place = of.reduce((sum, other) => sum * figure.steps[other].length + before[other], 0);
                    state[control] = Number(figure.lists[list].split('|')[place]);
                }
                await stands(page, figure, state);
            }
            await page.focus(`#${figure.name} button[name="first"]`);
            await page.keyboard.press(' ');
            await stands(page, figure, start);
            assert.ok(page.url().startsWith(book.url + figure.path), 'no key has turned the page');
            assert.deepEqual(page.faults, []);
        }
    });

    test('an address brings a state back, also where pages are files, and the last move is told once', async () => {
        for (const figure of FIGURES) {
            const [state] = randomStates(figure, 1);
            const hash = hashOf(figure, state);
            const page = await at(figure);
            const start = await first(page, figure);
            await page.evaluate(hash => { location.hash = hash; }, hash);
            await page.reload();
            const file = await open(book, figure, { hash, address: `${pathToFileURL(SITE)}/` });
            for (const [visited, from] of [[page, start], [file, state]]) {
                await visited.bringToFront();
                await ready(visited, figure);
                await stands(visited, figure, state);
                const top = await visited.$eval(`#${figure.name}`, figure => figure.getBoundingClientRect().top);
                assert.ok(top >= 0 && top < DESK.height / 2, `it is scrolled to ${top}`);
                if (from === start) {
                    await visited.focus(`#${figure.name} button[name="first"]`);
                    await visited.keyboard.press('Enter');
                    await visited.waitForFunction(() => location.hash === '');
                }
                const before = await visited.evaluate(() => location.hash);
                await visited.focus(`#${figure.name} input[type="range"]`);
                await visited.keyboard.press('End');
                await visited.waitForFunction(before => location.hash !== before, {}, before);
                const [moved] = await visited.$$eval(`#${figure.name} input[type="range"]`, ([slider]) => [slider.name]);
                const last = figure.controls.map(([name], control) => name === moved ? figure.steps[control].length - 1 : from[control]);
                await stands(visited, figure, last);
                assert.equal(await visited.evaluate(() => location.hash), hashOf(figure, last));
                const said = await visited.$eval(`#${figure.name} [role="status"]`, status => status.textContent);
                const readouts = await visited.$$eval(`#${figure.name} dd`, values => values.map(value => value.textContent));
                readouts.forEach(value => assert.ok(said.includes(value), `${said} lacks ${value}`));
                assert.deepEqual(visited.faults, []);
            }
            await file.browserContext().close();
        }
    });
    // What follows asks the page and not the browser, or needs what only one of them can do.
    if (name !== 'Chromium') {
        return;
    }
    const FINGER = { ...PHONE, hasTouch: true };

    test('what a reader does not touch is not loaded, and what is loaded is light', async () => {
        const packed = text => gzipSync(text, { level: 9 }).length;
        for (const path of new Set(FIGURES.map(({ path }) => path))) {
            const here = FIGURES.filter(figure => figure.path === path);
            const { untouched } = await at(here[0]);
            assert.ok(untouched.length > 0 && !untouched.some(url => url.includes('explorable')), path);
            const tables = here.map(({ name }) => packed(readFileSync(join(SITE, `explorables/${name}.js`))));
            assert.ok(tables.reduce((a, b) => a + b) <= 60_000, `${path}: tables of ${tables}`);
            const html = readFileSync(join(SITE, path), 'utf8');
            const without = here.reduce((html, { name }) => html.replace(new RegExp(`(id="${name}".*?</svg>).*?</form>`, 's'), '$1'), html);
            assert.notEqual(html, without);
            const script = readFileSync(join(ROOT, 'book/theme/book.js'), 'utf8');
            const css = readFileSync(join(ROOT, 'book/theme/explorable.css'), 'utf8');
            const grown = packed(html) - packed(without) + packed(css)
                + packed(script) - packed(script.replace(/function explorables[^]*?\n    }\n\n    themes/, 'themes'));
            assert.ok(grown <= 3_000, `${path} grows by ${grown}`);
        }
    });

    test('a tap presses a button, even if it comes before the table', async () => {
        for (const figure of FIGURES) {
            const preset = figure.buttons.find(([, moves]) => moves.every(([, of]) => of.length === 0));
            if (!preset) {
                continue;
            }
            const page = await at(figure, FINGER);
            const [name, moves] = preset;
            const state = await first(page, figure);
            for (const [control, , list] of moves) {
                state[control] = Number(figure.lists[list]);
            }
            await page.tap(`#${figure.name} button[name="${name}"]`);
            await ready(page, figure);
            await stands(page, figure, state);
        }
    });

    test('a finger and a mouse drag what can be dragged', async () => {
        for (const figure of FIGURES.filter(({ handles }) => handles.length > 0)) {
            for (const viewport of [FINGER, DESK]) {
                const page = await at(figure, viewport);
                await page.$eval(`#${figure.name}`, figure => figure.scrollIntoView({ block: 'center' }));
                await page.focus(`#${figure.name} input`);
                await ready(page, figure);
                const state = await first(page, figure);
                await stands(page, figure, state);
                for (const [key, control, axis, list] of figure.handles) {
                    const places = figure.lists[list].split('|').map(Number);
                    const step = Math.floor(places.length / 3);
                    const [from, to] = await page.evaluate((name, key, axis, place) => {
                        const svg = document.querySelector(`#${name} svg`);
                        const matrix = svg.getScreenCTM();
                        const { left, top, width, height } = svg.querySelector(`[data-k="${key}"] circle + circle`).getBoundingClientRect();
                        const from = { x: left + width / 2, y: top + height / 2 };
                        const there = new DOMPoint(axis === 'x' ? place : 0, axis === 'y' ? place : 0).matrixTransform(matrix);
                        return [from, { ...from, [axis]: there[axis] }];
                    }, figure.name, key, axis, places[step]);
                    if (viewport.hasTouch) {
                        await page.touchscreen.touchStart(from.x, from.y);
                        await page.touchscreen.touchMove((from.x + to.x) / 2, (from.y + to.y) / 2);
                        await page.touchscreen.touchMove(to.x, to.y);
                        await page.touchscreen.touchEnd();
                    } else {
                        await page.mouse.move(from.x, from.y);
                        await page.mouse.down();
                        await page.mouse.move(to.x, to.y, { steps: 4 });
                        await page.mouse.up();
                    }
                    state[control] = step;
                    await stands(page, figure, state);
                }
                const scrolled = await page.$eval(`#${figure.name}`, figure => figure.getBoundingClientRect().top);
                assert.ok(scrolled < PHONE.height && scrolled > -PHONE.height);
            }
        }
    });

    // What axe finds in a figure: all of it, or only what depends on the theme's colours.
    const violations = (page, name, colours) => page.evaluate(async (name, colours) => {
        const options = colours ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {};
        const { violations } = await window.axe.run(`#${name}`, options);
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
    }, name, colours);

    // What is too small for a finger, is cut off at the side, or lies over another text.
    const misplaced = (page, name) => page.evaluate(name => {
        const figure = document.getElementById(name);
        const box = element => element.getBoundingClientRect();
        const hit = figure.querySelectorAll('button, input[type="range"], fieldset label');
        const small = Array.from(hit).filter(element => box(element).height < 44 || box(element).width < 44);
        const texts = Array.from(figure.querySelectorAll('svg text')).filter(text => text.textContent && getComputedStyle(text).visibility === 'visible');
        const paper = box(figure.querySelector('svg'));
        const shared = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
        const cut = texts.filter(text => box(text).left < paper.left - 1 || box(text).right > paper.right + 1);
        const over = texts.filter((text, place) => texts.slice(0, place).some(other =>
            shared(box(text), box(other), 'left', 'right') > 1 && shared(box(text), box(other), 'top', 'bottom') > .45 * box(text).height));
        return [...small, ...cut, ...over].map(element => element.outerHTML);
    }, name);

    test('axe finds nothing, what is to be hit is 44 pixels high, and nothing overlaps', async () => {
        for (const figure of FIGURES) {
            const ends = steps => figure.steps.map(list => steps(list));
            const states = [ends(() => 0), ends(list => list.length - 1), ...randomStates(figure, 8)];
            for (const viewport of [DESK, FINGER]) {
                const page = await at(figure, viewport);
                await page.focus(`#${figure.name} input`);
                await ready(page, figure);
                await page.evaluate(`window.axe || ${AXE}`);
                for (const state of states) {
                    await page.evaluate(hash => location.hash === hash || new Promise(done => {
                        addEventListener('hashchange', done, { once: true });
                        location.hash = hash;
                    }), hashOf(figure, state));
                    await stands(page, figure, state);
                    assert.deepEqual(await misplaced(page, figure.name), [], `${figure.name} at ${state}, ${viewport.width}`);
                }
                for (const theme of viewport === DESK ? ['navy', 'rust', 'coal', 'ayu', 'light'] : ['navy', 'light']) {
                    await page.$eval(`#mdbook-theme-${theme}`, choice => choice.click());
                    assert.ok(await page.$eval('html', (html, theme) => html.matches(`.${theme}`), theme));
                    assert.deepEqual(await violations(page, figure.name, theme !== 'light'), [], `${figure.name}, ${theme}, ${viewport.width}`);
                    assert.deepEqual(await misplaced(page, figure.name), [], `${figure.name}, ${theme}, ${viewport.width}`);
                }
                assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= viewport.width);
                assert.deepEqual(page.faults, []);
            }
        }
    });

    test('on paper a figure stands in its first state', async () => {
        for (const figure of FIGURES) {
            const page = await at(figure);
            const start = await first(page, figure);
            const expected = figure.texts(start);
            await page.focus(`#${figure.name} input[type="range"]`);
            await ready(page, figure);
            await page.keyboard.press('End');
            await page.emulateMediaType('print');
            await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
            assert.deepEqual((await shown(page, figure.name, Object.keys(expected))).texts, expected);
            assert.equal(await page.$eval(`#${figure.name} form`, form => getComputedStyle(form).display), 'none');
            await page.evaluate(() => dispatchEvent(new Event('afterprint')));
            await page.emulateMediaType('screen');
        }
    });

    test('without scripts a figure stands still, in its first state', async () => {
        for (const path of new Set(FIGURES.map(({ path }) => path))) {
            const plain = await fresh(book.browser);
            await plain.setJavaScriptEnabled(false);
            await plain.goto(book.url + path);
            for (const figure of FIGURES.filter(figure => figure.path === path)) {
                await stands(plain, figure, await first(plain, figure));
                const seen = await plain.$eval(`#${figure.name}`, figure => figure.innerText);
                const readouts = await plain.$$eval(`#${figure.name} dd`, values => values.map(value => value.textContent));
                readouts.forEach(value => assert.ok(seen.includes(value)));
                assert.equal(await plain.$eval(`#${figure.name} form`, form => getComputedStyle(form).display), 'none');
                assert.ok(await plain.$$eval(`#${figure.name} .grip`, grips => grips.every(grip => getComputedStyle(grip).visibility === 'hidden')));
            }
            await plain.browserContext().close();
        }
    });
});

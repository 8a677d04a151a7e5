// The figures that a reader can move: by keys, by touch and by mouse, they show what stands in their tables.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, test } from 'node:test';
import { DESK, PHONE, fresh, inEveryBrowser, launchChromium, visiting } from './browsers.js';
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

async function open(book, { path }, { viewport = DESK, hash = '', theme = 'light', address } = {}) {
    const page = await fresh(book.browser, viewport);
    page.faults = [];
    // A browser loads no fonts for pages that are files, and Firefox speaks of formulas of which it has read a part.
    const expected = address?.startsWith('file:') ? /font|ERR_FAILED|^Invalid markup/ : /^Invalid markup/;
    page.on('console', message => message.type() === 'error' && !expected.test(message.text()) && page.faults.push(message.text()));
    page.on('pageerror', error => page.faults.push(error.message));
    await page.evaluateOnNewDocument(theme => {
        try {
            localStorage.setItem('mdbook-theme', theme);
        } catch {
            // A page opened as a file may have no place to keep it.
        }
    }, theme);
    await page.goto((address ?? book.url) + path + hash);
    return page;
}

// What a figure shows: its texts by their keys, and where its controls stand.
function shown(page, name, keys) {
    return page.evaluate((name, keys) => {
        const figure = document.getElementById(name);
        const texts = Object.fromEntries(keys.map(key => [key, figure.querySelector(`[data-k="${key}"]`).textContent]));
        return { texts, outputs: Array.from(figure.querySelectorAll('output'), output => output.textContent) };
    }, name, keys);
}

async function stands(page, figure, state) {
    const keys = Object.keys(figure.texts(state));
    const { texts, outputs } = await shown(page, figure.name, keys);
    assert.deepEqual(texts, figure.texts(state), `${figure.name} at ${state}`);
    const sliders = await page.$$eval(`#${figure.name} input[type="range"]`, sliders => sliders.map(({ name }) => name));
    const named = sliders.map(slider => figure.controls.findIndex(([name]) => name === slider));
    assert.deepEqual(outputs, named.map(control => figure.steps[control][state[control]]));
}

const first = (page, { name, controls }) => page.evaluate((name, controls) => {
    const { elements } = document.querySelector(`#${name} form`);
    return controls.map(([control]) => {
        const fields = Array.from(elements).filter(field => field.name === control);
        return fields[0].type === 'range' ? Number(fields[0].defaultValue) : fields.findIndex(field => field.defaultChecked);
    });
}, name, controls);

const ready = (page, { name }) => page.waitForSelector(`#${name}.ready`);

inEveryBrowser(book => {
    test('in 500 states by chance, and in the first, a figure shows what its table says', async () => {
        for (const figure of FIGURES) {
            const page = await open(book, figure);
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
            await page.browserContext().close();
        }
    });

    test('keys alone bring every control to both ends, and press every button', async () => {
        for (const figure of FIGURES) {
            const page = await open(book, figure);
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
            await page.browserContext().close();
        }
    });

    test('an address brings a state back, also where pages are files, and the last move is told once', async () => {
        for (const figure of FIGURES) {
            const [state] = randomStates(figure, 1);
            const hash = `#${figure.name}${figure.controls.map(([name], control) => `/${name}=${encodeURIComponent(figure.steps[control][state[control]])}`).join('')}`;
            for (const address of [book.url, `${pathToFileURL(SITE)}/`]) {
                const page = await open(book, figure, { hash, address });
                await ready(page, figure);
                await stands(page, figure, state);
                const top = await page.$eval(`#${figure.name}`, figure => figure.getBoundingClientRect().top);
                assert.ok(top >= 0 && top < DESK.height / 2, `it is scrolled to ${top}`);
                await page.focus(`#${figure.name} button[name="first"]`);
                await page.keyboard.press('Enter');
                await page.waitForFunction(() => location.hash === '');
                await page.focus(`#${figure.name} input[type="range"]`);
                await page.keyboard.press('End');
                await page.waitForFunction(() => location.hash !== '');
                const said = await page.$eval(`#${figure.name} [role="status"]`, status => status.textContent);
                const readouts = await page.$$eval(`#${figure.name} dd`, values => values.map(value => value.textContent));
                readouts.forEach(value => assert.ok(said.includes(value), `${said} lacks ${value}`));
                const last = await first(page, figure);
                const [moved] = await page.$$eval(`#${figure.name} input[type="range"]`, ([slider]) => [slider.name]);
                const control = figure.controls.findIndex(([name]) => name === moved);
                last[control] = figure.steps[control].length - 1;
                await page.reload();
                await ready(page, figure);
                await stands(page, figure, last);
                assert.deepEqual(page.faults, []);
                await page.browserContext().close();
            }
        }
    });
});

describe('Chromium alone', () => {
    const book = visiting(launchChromium);

    test('a finger and a mouse drag what can be dragged', async () => {
        for (const figure of FIGURES) {
            for (const touch of [true, false]) {
                const page = await open(book, figure, { viewport: touch ? { ...PHONE, hasTouch: true } : DESK });
                await page.$eval(`#${figure.name}`, figure => figure.scrollIntoView({ block: 'center' }));
                await page.focus(`#${figure.name} input`);
                await ready(page, figure);
                const state = await first(page, figure);
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
                    if (touch) {
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
                await page.browserContext().close();
            }
        }
    });

    test('a tap presses a button, even if it comes before the table', async () => {
        for (const figure of FIGURES.filter(({ buttons }) => buttons.some(([, moves]) => moves.length === 1 && moves[0][1].length === 0))) {
            const page = await open(book, figure, { viewport: { ...PHONE, hasTouch: true } });
            const [name, [[control, , list]]] = figure.buttons.find(([, moves]) => moves.length === 1 && moves[0][1].length === 0);
            const state = await first(page, figure);
            state[control] = Number(figure.lists[list]);
            await page.tap(`#${figure.name} button[name="${name}"]`);
            await ready(page, figure);
            await stands(page, figure, state);
            await page.browserContext().close();
        }
    });

    test('axe finds nothing, what is to be hit is 44 pixels high, and nothing overlaps', async () => {
        for (const figure of FIGURES) {
            const ends = steps => figure.steps.map(list => steps(list));
            const states = [ends(() => 0), ends(list => list.length - 1), ...randomStates(figure, 1)];
            for (const viewport of [DESK, PHONE]) {
                for (const theme of viewport === DESK ? ['light', 'navy', 'rust', 'coal', 'ayu'] : ['light', 'navy']) {
                    for (const state of theme === 'light' ? states : states.slice(-1)) {
                        const hash = `#${figure.name}${figure.controls.map(([name], control) => `/${name}=${encodeURIComponent(figure.steps[control][state[control]])}`).join('')}`;
                        const page = await open(book, figure, { viewport, theme, hash });
                        await ready(page, figure);
                        await page.evaluate(AXE);
                        const violations = await page.evaluate(async name =>
                            (await window.axe.run(`#${name}`)).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), figure.name);
                        assert.deepEqual(violations, [], `${figure.name}, ${theme}, ${viewport.width}`);
                        const faults = await page.evaluate(name => {
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
                        }, figure.name);
                        assert.deepEqual(faults, [], `${figure.name} at ${state}, ${viewport.width}`);
                        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= viewport.width);
                        assert.deepEqual(page.faults, []);
                        await page.browserContext().close();
                    }
                }
            }
        }
    });

    test('without scripts and on paper a figure stands still, in its first state', async () => {
        for (const figure of FIGURES) {
            const page = await open(book, figure);
            const start = await first(page, figure);
            const expected = figure.texts(start);
            await page.focus(`#${figure.name} input[type="range"]`);
            await ready(page, figure);
            await page.keyboard.press('End');
            await page.emulateMediaType('print');
            await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
            assert.deepEqual((await shown(page, figure.name, Object.keys(expected))).texts, expected);
            assert.equal(await page.$eval(`#${figure.name} form`, form => getComputedStyle(form).display), 'none');
            await page.browserContext().close();

            const plain = await fresh(book.browser);
            await plain.setJavaScriptEnabled(false);
            await plain.goto(book.url + figure.path);
            const seen = await plain.$eval(`#${figure.name}`, figure => figure.innerText);
            const readouts = await plain.$$eval(`#${figure.name} dd`, values => values.map(value => value.textContent));
            readouts.forEach(value => assert.ok(seen.includes(value)));
            assert.equal(await plain.$eval(`#${figure.name} form`, form => getComputedStyle(form).display), 'none');
            assert.ok(await plain.$$eval(`#${figure.name} .grip`, grips => grips.every(grip => getComputedStyle(grip).visibility === 'hidden')));
            await plain.browserContext().close();
        }
    });

    test('what a reader does not touch is not loaded, and what is loaded is light', async () => {
        const packed = text => gzipSync(text, { level: 9 }).length;
        for (const path of new Set(FIGURES.map(({ path }) => path))) {
            const here = FIGURES.filter(figure => figure.path === path);
            const page = await fresh(book.browser);
            const asked = [];
            page.on('request', request => asked.push(request.url()));
            await page.goto(book.url + path);
            assert.ok(!asked.some(url => url.includes('explorable')), path);
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
            await page.browserContext().close();
        }
    });
});

// The two browsers, found where a system installs them.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before, describe } from 'node:test';
import puppeteer from 'puppeteer-core';
import { serve } from './site.js';

function onPath(names) {
    const folders = process.env.PATH.split(delimiter);
    for (const path of names.flatMap(name => folders.map(folder => join(folder, name)))) {
        try {
            accessSync(path, constants.X_OK);
            return path;
        } catch {
            // Not here; the next place may have it.
        }
    }
    throw new Error(`none of ${names.join(', ')} is installed: apt-get install ${names[0]}`);
}

const chromium = {
    browser: 'chrome',
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--hide-scrollbars=false'],
};

const firefox = { browser: 'firefox', names: ['firefox-esr', 'firefox'], args: [] };

function launcher({ browser, names, args }) {
    return () => puppeteer.launch({ browser, executablePath: onPath(names), headless: true, args });
}

export const launchChromium = launcher(chromium);
const everyBrowser = Object.entries({ Chromium: launchChromium, Firefox: launcher(firefox) });

export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

// A page that nothing was kept from, closed when the test is over.
export async function fresh(browser, viewport = DESK) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport(viewport);
    return page;
}

// The served book, and a browser for the tests around this call.
export function visiting(launch) {
    const book = {
        async open(path, viewport) {
            const page = await fresh(book.browser, viewport);
            await page.goto(book.url + path);
            return page;
        },
    };
    let site;
    before(async () => {
        [book.browser, site] = await Promise.all([launch(), serve()]);
        book.url = site.url;
    });
    after(() => Promise.all([book.browser?.close(), site?.close()]));
    return book;
}

// The same tests in both browsers, side by side: `inEveryBrowser((book, name) => { test(…); })`.
export function inEveryBrowser(tests) {
    describe('in every browser', { concurrency: true }, () => {
        for (const [name, launch] of everyBrowser) {
            describe(name, { concurrency: 1 }, () => tests(visiting(launch), name));
        }
    });
}

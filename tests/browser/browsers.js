// The two browsers, found where a system installs them.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import puppeteer from 'puppeteer-core';

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

// What a test runs in: `for (const [name, launch] of everyBrowser)`.
export const everyBrowser = Object.entries({ Chromium: launcher(chromium), Firefox: launcher(firefox) });
export const launchChromium = launcher(chromium);
export const launchFirefox = launcher(firefox);

export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

// A page that nothing was kept from, closed when the test is over.
export async function fresh(browser, viewport = DESK) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport(viewport);
    return page;
}

// The built book behind a small server, as a host would serve it: compressed, and under any path.

import { createServer } from 'node:http';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

export const ROOT = new URL('../../', import.meta.url).pathname;
export const SITE = process.env.BOOK_SITE ?? join(ROOT, 'target/book');

const TYPES = {
    '.html': 'text/html; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.json': 'application/json',
    '.svg': 'image/svg+xml',
    '.txt': 'text/plain; charset=utf-8',
    '.xml': 'application/xml',
    '.png': 'image/png',
    '.woff2': 'font/woff2',
};

if (!existsSync(join(SITE, 'index.html'))) {
    throw new Error(`there is no book in ${SITE}: cargo run -- build`);
}

// The pages of the book, by name.
export const PAGES = readdirSync(SITE).filter(name => name.endsWith('.html') && name !== 'toc.html').sort();

// Those with numbers that a crate of their own computes.
export const CHAPTERS = PAGES.filter(name => existsSync(join(ROOT, 'crates', name.replace('.html', ''), 'src')));

// Serves a folder at `prefix` (such as /a/b/); what lies outside, or is absent, gets the 404 page.
export async function serve({ site = SITE, prefix = '/' } = {}) {
    const packed = new Map();
    const server = createServer((request, response) => {
        const { pathname } = new URL(request.url, 'http://localhost');
        const inside = pathname.startsWith(prefix);
        let path = join(site, normalize(decodeURIComponent(pathname.slice(prefix.length)) || '.'));
        if (inside && existsSync(path) && statSync(path).isDirectory()) {
            path = join(path, 'index.html');
        }
        const found = inside && path.startsWith(site) && existsSync(path);
        const file = found ? path : join(site, '404.html');
        const type = TYPES[extname(file)] ?? 'application/octet-stream';
        const headers = { 'content-type': type };
        let body = readFileSync(file);
        if (/text|json|svg|xml/.test(type)) {
            if (!packed.has(file)) {
                packed.set(file, gzipSync(body));
            }
            body = packed.get(file);
            headers['content-encoding'] = 'gzip';
        }
        headers['content-length'] = body.length;
        response.writeHead(found ? 200 : 404, headers).end(body);
    });
    await new Promise(done => server.listen(0, '127.0.0.1', done));
    const { port } = server.address();
    return {
        url: `http://127.0.0.1:${port}${prefix}`,
        close: () => new Promise(done => {
            server.closeAllConnections();
            server.close(done);
        }),
    };
}

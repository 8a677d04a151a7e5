'use strict';

// The search, which book.js loads when it is called for.
//
// mdBook's index holds the text of every section; MiniSearch looks through it, and titles decide. Chinese is found by
// pairs of signs, since no spaces part its words.

(function search() {
    const wrapper = document.getElementById('mdbook-search-wrapper');
    const toggle = document.getElementById('mdbook-search-toggle');
    const bar = document.getElementById('mdbook-searchbar');
    const header = document.getElementById('mdbook-searchresults-header');
    const list = document.getElementById('mdbook-searchresults');
    const SHOWN = 20;
    const TEASER = 170;
    const HAN = /\p{Script=Han}+/gu;

    // The words of a text, without the punctuation around them, and the pairs of its Chinese signs.
    function words(text) {
        const plain = text.replace(HAN, ' ').split(/[\s\-–—/]+/u)
            .map(word => word.replace(/^[^\p{L}\p{N}−∞]+|[^\p{L}\p{N}∞%]+$/gu, ''))
            .filter(word => word);
        const pairs = Array.from(text.matchAll(HAN), ([run]) => Array.from(run)).flatMap(run =>
            run.length === 1 ? run : run.slice(1).map((sign, at) => run[at] + sign));
        return [...plain, ...pairs];
    }

    const { doc_urls: urls, index } = window.search;
    const sections = Object.entries(index.documentStore.docs).map(([id, { title, body, breadcrumbs }]) =>
        ({ id, title, body, page: breadcrumbs.split(' » ')[0] })).filter(({ id }) => !/^code[.-]/.test(urls[id]));
    const engine = new MiniSearch({ fields: ['title', 'page', 'body'], storeFields: ['title', 'body', 'page'], tokenize: words });
    engine.addAll(sections);

    function found(query) {
        // Who looks up a word wants the chapter that explains it before the pages that only name it.
        const boostDocument = id => /^(glossary|notes|references)\./.test(urls[id]) ? .5 : 1;
        const options = { boost: { title: 8, page: 4 }, prefix: true, boostDocument };
        const wanted = query.toLowerCase().replace(/\s+/g, ' ');
        const titled = section => section.title.toLowerCase().includes(wanted);
        let results = engine.search(query, { ...options, combineWith: 'AND' });
        if (!results.length) {
            results = engine.search(query, { ...options, fuzzy: .2 });
        }
        // What was pasted stands as it is in one place.
        const quoted = section => section.body.toLowerCase().includes(wanted);
        const rank = section => titled(section) ? 0 : quoted(section) ? 1 : 2;
        return results.sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
    }

    // The part of a section where its first words are found, with them marked.
    function teaser(place, { body, terms }) {
        const lower = body.toLowerCase();
        const places = terms.map(term => lower.indexOf(term)).filter(at => at >= 0);
        const start = Math.max(0, Math.min(...places, body.length) - 50);
        const from = places.length ? body.lastIndexOf(' ', start) + 1 : 0;
        const text = body.slice(from, from + TEASER);
        const low = text.toLowerCase();
        place.append(from ? '… ' : '');
        let at = 0;
        while (at < text.length) {
            const next = terms.map(term => [low.indexOf(term, at), term.length]).filter(([hit]) => hit >= 0)
                .sort((a, b) => a[0] - b[0] || b[1] - a[1])[0];
            if (!next) {
                break;
            }
            place.append(text.slice(at, next[0]));
            const mark = document.createElement('mark');
            mark.textContent = text.slice(next[0], next[0] + next[1]);
            place.append(mark);
            at = next[0] + next[1];
        }
        place.append(text.slice(at), from + TEASER < body.length ? ' …' : '');
    }

    function show() {
        const query = bar.value.trim();
        const results = query ? found(query) : [];
        const count = results.length === SHOWN ? `the best ${SHOWN} places` : results.length === 1 ? 'one place' : `${results.length} places`;
        header.textContent = !query ? '' : results.length ? `Found in ${count}` : `Nothing found for “${query}”`;
        list.replaceChildren(...results.map(result => {
            const item = document.createElement('li');
            const link = document.createElement('a');
            const name = document.createElement('b');
            const text = document.createElement('span');
            link.href = urls[result.id];
            name.textContent = result.title === result.page ? result.title : `${result.page}: ${result.title}`;
            teaser(text, result);
            link.append(name, text);
            item.append(link);
            return item;
        }));
    }

    function close() {
        wrapper.hidden = true;
        toggle.setAttribute('aria-expanded', 'false');
    }

    window.search.toggle = force => {
        if (!wrapper.hidden && !force) {
            close();
            return;
        }
        wrapper.hidden = false;
        toggle.setAttribute('aria-expanded', 'true');
        scrollTo(0, 0);
        bar.select();
        bar.focus();
    };

    bar.addEventListener('input', show);
    bar.form.addEventListener('submit', event => {
        event.preventDefault();
        list.querySelector('a')?.click();
    });
    wrapper.addEventListener('keydown', event => {
        const stops = [bar, ...list.querySelectorAll('a')];
        const at = stops.indexOf(document.activeElement);
        if (event.key === 'Escape') {
            // What was asked stays, for the next look.
            event.preventDefault();
            close();
            toggle.focus();
        } else if (at >= 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
            stops[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
            event.preventDefault();
        }
    });
})();

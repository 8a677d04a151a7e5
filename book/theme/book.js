'use strict';

// The frame around the text: themes, contents, keys, code blocks, what scrolls. It takes the place of mdBook's book.js;
// without it the book can be read, and its contents opened, all the same.

(function frame() {
    const byId = id => document.getElementById(id);
    const html = document.documentElement;
    const main = document.querySelector('main');

    function keep(name, value) {
        try {
            if (value === null) {
                localStorage.removeItem(name);
            } else {
                localStorage.setItem(name, value);
            }
        } catch {
            // A reader who lets nothing be stored chooses anew on the next page.
        }
    }

    function kept(name) {
        try {
            return localStorage.getItem(name);
        } catch {
            return null;
        }
    }

    function icon(button, name, label) {
        button.replaceChildren(byId(name).content.cloneNode(true));
        button.title = label;
        button.setAttribute('aria-label', label);
    }

    // What asks for styles or places waits until the page has them.
    function painted(then) {
        requestAnimationFrame(() => setTimeout(then));
    }

    // Themes

    function themes() {
        const toggle = byId('mdbook-theme-toggle');
        const list = byId('mdbook-theme-list');
        const choices = Array.from(list.querySelectorAll('button'));
        const names = choices.map(choice => choice.id.replace('mdbook-theme-', ''));
        const dark = matchMedia('(prefers-color-scheme: dark)');

        function show() {
            const chosen = kept('mdbook-theme') ?? 'default_theme';
            const theme = names.includes(chosen) && chosen !== 'default_theme' ? chosen : dark.matches ? 'navy' : 'light';
            html.classList.remove(...names);
            html.classList.add(theme);
            choices.forEach((choice, index) => {
                choice.classList.toggle('theme-selected', names[index] === chosen);
                choice.setAttribute('aria-checked', names[index] === chosen);
            });
            painted(() => {
                document.querySelector('meta[name="theme-color"]').content = getComputedStyle(html).backgroundColor;
            });
        }

        function open(yes) {
            list.style.display = yes ? 'block' : 'none';
            toggle.setAttribute('aria-expanded', yes);
            if (yes) {
                (list.querySelector('.theme-selected') ?? choices[0]).focus();
            }
        }

        const isOpen = () => list.style.display === 'block';

        toggle.addEventListener('click', () => open(!isOpen()));
        list.addEventListener('click', event => {
            const index = choices.indexOf(event.target.closest('button'));
            if (index >= 0) {
                keep('mdbook-theme', index ? names[index] : null);
                show();
            }
        });
        list.addEventListener('keydown', event => {
            const at = choices.indexOf(document.activeElement);
            const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: choices.length - 1 }[event.key];
            if (event.key === 'Escape') {
                open(false);
                toggle.focus();
            } else if (to !== undefined) {
                choices[Math.min(Math.max(to, 0), choices.length - 1)].focus();
                event.preventDefault();
            }
        });
        document.addEventListener('click', event => {
            if (isOpen() && !list.contains(event.target) && !toggle.contains(event.target)) {
                open(false);
            }
        });
        list.addEventListener('focusout', event => {
            if (event.relatedTarget && !list.contains(event.relatedTarget) && event.relatedTarget !== toggle) {
                open(false);
            }
        });
        dark.addEventListener('change', show);
        show();
    }

    // The contents

    function contents() {
        const checkbox = byId('mdbook-sidebar-toggle-anchor');
        const button = byId('mdbook-sidebar-toggle');
        const sidebar = byId('mdbook-sidebar');

        function follow() {
            html.classList.toggle('sidebar-visible', checkbox.checked);
            button.setAttribute('aria-expanded', checkbox.checked);
        }

        button.addEventListener('click', () => {
            checkbox.checked = !checkbox.checked;
            keep('mdbook-sidebar', checkbox.checked ? 'visible' : 'hidden');
            follow();
        });
        follow();

        // A page that was built without `aria-current` finds its own place.
        const here = location.pathname.split('/').pop() || 'index.html';
        const links = Array.from(sidebar.querySelectorAll('a'));
        const active = sidebar.querySelector('[aria-current="page"]')
            ?? links.find(link => link.getAttribute('href') === here)
            ?? (here === 'index.html' ? links[0] : undefined);
        if (active) {
            active.setAttribute('aria-current', 'page');
            painted(() => {
                const box = sidebar.firstElementChild;
                const beyond = active.offsetTop - box.clientHeight / 2;
                if (beyond > 0) {
                    box.scrollTop = beyond;
                }
            });
        }

        // Which section is being read.
        const sections = new Map(Array.from(sidebar.querySelectorAll('.on-this-page a'), link => [link.hash.slice(1), link]));
        if (sections.size) {
            const headings = Array.from(main.querySelectorAll('h2[id]')).filter(heading => sections.has(heading.id));
            const reading = () => {
                const passed = headings.filter(heading => heading.getBoundingClientRect().top < innerHeight / 3);
                const current = passed.at(-1)?.id;
                sections.forEach((link, id) => link.classList.toggle('current-header', id === current));
            };
            const observer = new IntersectionObserver(reading, { rootMargin: '0px 0px -66% 0px' });
            headings.forEach(heading => observer.observe(heading));
        }
    }

    // Keys

    // Whether something between `element` and the page goes sideways by itself.
    function goesSideways(element) {
        for (let box = element; box && box !== html && box !== document.body; box = box.parentElement) {
            if (box.scrollWidth > box.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(box).overflowX)) {
                return true;
            }
        }
        return false;
    }

    function keys() {
        const help = byId('mdbook-help');
        byId('mdbook-help-toggle').addEventListener('click', () => help.showModal());
        help.addEventListener('click', event => {
            if (event.target === help) {
                help.close();
            }
        });
        document.addEventListener('keydown', event => {
            const taken = event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey
                || event.target.closest('input, select, textarea, dialog, [role="menu"], [role="slider"]');
            if (taken) {
                return;
            }
            const rel = !event.shiftKey && { ArrowLeft: 'prev', ArrowRight: 'next' }[event.key];
            if (event.key === '?') {
                help.showModal();
                event.preventDefault();
            } else if (rel && !goesSideways(event.target)) {
                document.querySelector(`.turn[rel="${rel}"]`)?.click();
            }
        });
    }

    // Code blocks

    function textOf(code) {
        const shown = code.cloneNode(true);
        if (code.classList.contains('hide-boring')) {
            shown.querySelectorAll('.boring').forEach(line => line.remove());
        }
        return shown.textContent;
    }

    function blocks() {
        const make = document.createElement('button');
        make.type = 'button';
        for (const code of main.querySelectorAll('pre > code')) {
            const pre = code.parentElement;
            const buttons = document.createElement('div');
            buttons.className = 'buttons';
            if (!code.matches('.listing') && code.querySelector('.boring')) {
                code.classList.add('hide-boring');
                const eye = make.cloneNode();
                eye.addEventListener('click', () => {
                    const hidden = code.classList.toggle('hide-boring');
                    icon(eye, hidden ? 'fa-eye' : 'fa-eye-slash', hidden ? 'Show hidden lines' : 'Hide lines');
                });
                icon(eye, 'fa-eye', 'Show hidden lines');
                buttons.append(eye);
            }
            const copy = make.cloneNode();
            copy.addEventListener('click', async () => {
                try {
                    await navigator.clipboard.writeText(textOf(code));
                    copy.title = 'Copied';
                } catch {
                    copy.title = 'The browser does not let it be copied';
                }
                copy.setAttribute('aria-label', copy.title);
            });
            icon(copy, 'fa-copy', 'Copy to clipboard');
            buttons.append(copy);
            pre.append(buttons);
        }
        for (const box of main.querySelectorAll('li > input[type="checkbox"], li > p > input[type="checkbox"]')) {
            box.setAttribute('aria-label', box.checked ? 'done' : 'to do');
        }
    }

    // What scrolls sideways can be scrolled by keyboard, and says what it is.

    const SCROLLERS = [
        ['pre > code', 'Code'],
        ['.table-wrapper', 'Table'],
        ['.display', 'Formula'],
    ];

    function measure(box, label) {
        const scrolls = box.scrollWidth > box.clientWidth + 1;
        if (box.matches('a') || scrolls === box.classList.contains('scrolls')) {
            return;
        }
        box.classList.toggle('scrolls', scrolls);
        if (scrolls) {
            box.setAttribute('role', 'group');
            box.setAttribute('aria-label', label);
            box.tabIndex = 0;
        } else {
            ['role', 'aria-label', 'tabindex'].forEach(name => box.removeAttribute(name));
        }
    }

    // Math wider than its line scrolls by itself.
    function widen(math) {
        const holder = math.closest('.number, .formula');
        const block = math.closest('p, li, dd, figcaption, summary, h1, h2, h3, h4, h5, h6');
        if (holder && block && !math.closest('td, th')) {
            holder.classList.toggle('wide-math', math.getBoundingClientRect().width > block.clientWidth);
            measure(holder, 'Formula');
        }
    }

    // A box is measured when it comes near, so that a long page is not laid out for it.
    function scrolling() {
        const labels = new Map(SCROLLERS.flatMap(([selector, label]) =>
            Array.from(main.querySelectorAll(selector), box => [box, label])));
        const look = box => labels.has(box) ? measure(box, labels.get(box)) : widen(box);
        const near = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting)
            .forEach(({ target }) => look(target)), { rootMargin: '50%' });
        const all = [...labels.keys(), ...main.querySelectorAll('.number math, .formula math')];
        const watch = () => all.forEach(box => {
            near.unobserve(box);
            near.observe(box);
        });
        let width = 0;
        new ResizeObserver(() => {
            if (main.clientWidth !== width) {
                width = main.clientWidth;
                watch();
            }
        }).observe(main);
        document.fonts.addEventListener('loadingdone', event => {
            // Firefox keeps the widths that formulas had before their font came.
            const late = CSS.supports('-moz-appearance', 'none') && event.fontfaces.some(face => face.family.includes('Book Math'));
            if (late) {
                html.classList.add('math-again');
                main.getBoundingClientRect();
                html.classList.remove('math-again');
            }
            watch();
        });
    }

    // The lists of every number and every formula

    function filter() {
        const tables = Array.from(main.querySelectorAll('table.ledger'), table => {
            const part = table.closest('.table-wrapper');
            return { part, heading: part.previousElementSibling, rows: Array.from(table.tBodies[0].rows) };
        });
        if (!tables.length) {
            return;
        }
        const label = document.createElement('label');
        label.className = 'ledger-filter';
        const field = Object.assign(document.createElement('input'), { type: 'search', placeholder: 'a number, a function, a name' });
        const output = document.createElement('output');
        label.append('Show only rows with', field, output);
        tables[0].heading.before(label);
        let texts = null;
        field.addEventListener('input', () => {
            texts ??= new Map(tables.flatMap(({ rows }) => rows.map(row => [row, row.textContent.toLowerCase()])));
            const wanted = field.value.trim().toLowerCase();
            let count = 0;
            for (const { part, heading, rows } of tables) {
                const shown = rows.filter(row => {
                    row.hidden = !texts.get(row).includes(wanted);
                    return !row.hidden;
                });
                part.hidden = heading.hidden = !shown.length;
                count += shown.length;
            }
            output.textContent = wanted ? `${count} rows` : '';
        });
    }

    // Search comes when it is called for.

    function search() {
        const wrapper = byId('mdbook-search-wrapper');
        if (!wrapper) {
            return;
        }
        const load = source => new Promise((done, failed) => {
            const part = document.createElement('script');
            Object.assign(part, { src: source, onload: done, onerror: failed });
            document.head.append(part);
        });
        let loading = null;
        const open = async force => {
            const { engine, index, script } = wrapper.dataset;
            window.search ??= {};
            loading ??= Promise.all([load(engine), load(index)]).then(() => load(script));
            await loading;
            window.search.toggle(force);
        };
        byId('mdbook-search-toggle').addEventListener('click', () => open(false));
        document.addEventListener('keydown', event => {
            const free = !event.defaultPrevented && !event.altKey && !event.ctrlKey && !event.metaKey
                && !event.target.closest('input, select, textarea, dialog');
            if (free && (event.key === '/' || event.key === 's')) {
                event.preventDefault();
                open(true);
            }
        });
    }

    // Figures to move: their script and their table come when a reader first touches one, or a link names its state.

    function explorables() {
        const coming = new Map();

        function script(address) {
            if (!coming.has(address)) {
                coming.set(address, new Promise(done => {
                    const made = document.createElement('script');
                    made.src = address;
                    made.onload = done;
                    document.head.append(made);
                }));
            }
            return coming.get(address);
        }

        const load = figure => script(main.dataset.explorable).then(() => script(figure.dataset.table));
        const figureAt = event => event.target instanceof Element ? event.target.closest('.explorable:not(.ready)') : null;

        for (const kind of ['pointerover', 'focusin', 'input']) {
            document.addEventListener(kind, event => figureAt(event) && load(figureAt(event)));
        }
        // A button that was faster than its table is pressed again when that is there.
        document.addEventListener('click', event => {
            const button = figureAt(event) && event.target.closest('button');
            if (button) {
                load(figureAt(event)).then(() => button.click());
            }
        });

        function named() {
            const figure = byId(location.hash.slice(1).split('/')[0]);
            if (figure?.matches('.explorable') && location.hash.includes('/')) {
                load(figure);
                figure.scrollIntoView();
            }
        }
        addEventListener('hashchange', named);
        named();
    }

    themes();
    contents();
    keys();
    search();
    // The rest goes through the page: one after another, so that a slow processor can answer in between.
    [blocks, scrolling, filter, explorables].forEach(part => setTimeout(part));
})();

'use strict';

// What mdBook's frame lacks for keyboards and screen readers.

(function access() {
    const byId = id => document.getElementById(id);
    const main = document.querySelector('main');

    function setAll(target, attributes) {
        if (target) {
            for (const [name, value] of Object.entries(attributes)) {
                target.setAttribute(name, value);
            }
        }
    }

    // A way past the sidebar for those who come by keyboard.
    function skipLink() {
        const content = byId('mdbook-content');
        if (!content) {
            return;
        }
        const nav = document.createElement('nav');
        nav.setAttribute('aria-label', 'Skip');
        const skip = document.createElement('a');
        skip.className = 'skip';
        skip.href = '#mdbook-content';
        skip.textContent = 'Skip to the text';
        content.tabIndex = -1;
        content.style.outline = 'none';
        nav.append(skip);
        document.body.prepend(nav);
    }

    // The sidebar's toggle is a label, which no key reaches: a button works it instead.
    function sidebarButton() {
        const label = byId('mdbook-sidebar-toggle');
        const checkbox = byId('mdbook-sidebar-toggle-anchor');
        if (!label || !checkbox) {
            return;
        }
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'icon-button sidebar-button';
        button.title = label.title;
        setAll(button, { 'aria-label': label.title, 'aria-controls': 'mdbook-sidebar' });
        button.append(...Array.from(label.childNodes, node => node.cloneNode(true)));
        button.addEventListener('click', () => label.click());
        label.after(button);

        const follow = () => button.setAttribute('aria-expanded', label.getAttribute('aria-expanded') || 'false');
        new MutationObserver(follow).observe(label, { attributeFilter: ['aria-expanded'] });
        follow();
    }

    function landmarks() {
        setAll(byId('mdbook-menu-bar'), { role: 'banner' });
        // The page's own title is its heading of the first level.
        setAll(document.querySelector('.menu-title'), { role: 'presentation' });
        setAll(byId('mdbook-search-wrapper'), { role: 'search' });
        setAll(byId('mdbook-searchbar'), {
            'aria-label': 'Search this book',
            'aria-describedby': 'mdbook-searchresults-header',
        });
        setAll(byId('mdbook-searchresults-header'), { role: 'status' });
        setAll(byId('mdbook-help-popup'), { role: 'dialog', 'aria-label': 'Keyboard shortcuts' });
    }

    function checkboxes() {
        for (const box of main.querySelectorAll('li > input[type="checkbox"], li > p > input[type="checkbox"]')) {
            box.setAttribute('aria-label', box.checked ? 'done' : 'to do');
        }
    }

    // A link of nothing but math has no name for some readers; its math is read first.
    function mathLinks() {
        for (const number of main.querySelectorAll('a.number')) {
            const plain = number.cloneNode(true);
            plain.querySelectorAll('math').forEach(math => math.remove());
            if (!plain.textContent.trim()) {
                const word = document.createElement('span');
                word.className = 'visually-hidden';
                word.textContent = ' computed';
                number.append(word);
            }
        }
    }

    // Math wider than its line scrolls by itself.
    function wideMath() {
        for (const math of main.querySelectorAll('math:not([display="block"])')) {
            const holder = math.closest('a.number, span.formula');
            const block = math.closest('p, li, td, th, dd, figcaption, summary, h1, h2, h3, h4, h5, h6');
            if (!holder || !block || block.matches('td, th')) {
                continue;
            }
            holder.classList.toggle('wide-math', math.getBoundingClientRect().width > block.clientWidth);
        }
    }

    // What scrolls sideways can be scrolled by keyboard, and says what it is.
    const scrollers = [
        ['pre > code', 'Code'],
        ['.table-wrapper', 'Table'],
        ['figure.figure', ''],
        ['div.formula, .display, .wide-math', 'Formula'],
    ];

    function scrollable() {
        for (const [selector, label] of scrollers) {
            for (const box of main.querySelectorAll(selector)) {
                const wide = box.scrollWidth > box.clientWidth + 1;
                if (box.matches('a') || wide === box.classList.contains('scrolls')) {
                    continue;
                }
                box.classList.toggle('scrolls', wide);
                const attributes = label ? { role: 'group', 'aria-label': label, tabindex: 0 } : { tabindex: 0 };
                if (wide) {
                    setAll(box, attributes);
                } else {
                    Object.keys(attributes).forEach(name => box.removeAttribute(name));
                }
            }
        }
    }

    function measure() {
        wideMath();
        scrollable();
    }

    skipLink();
    sidebarButton();
    landmarks();
    if (main) {
        checkboxes();
        mathLinks();
        measure();
        let width = main.clientWidth;
        let frame = 0;
        const again = () => {
            cancelAnimationFrame(frame);
            frame = requestAnimationFrame(measure);
        };
        new ResizeObserver(() => {
            if (main.clientWidth !== width) {
                width = main.clientWidth;
                again();
            }
        }).observe(main);
        main.addEventListener('toggle', again, true);
        if (document.fonts) {
            document.fonts.ready.then(again);
        }
    }
})();

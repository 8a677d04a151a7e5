'use strict';

// The popover of checked numbers and formulas.
//
// A checked number is <a class="number" href="numbers.html#…" data-exact data-expression data-crate data-code>, and a
// formula <a class="formula" href="formulas.html#…"> with the same, and with the name of its function.
// One popover serves them all. It opens under the mouse, at the keyboard's focus and at a first tap;
// it stays while the pointer or the focus is in it; Escape, a tap elsewhere or leaving closes it.
//
// A page has up to a hundred numbers, so Tab stops at one of them only: the arrow keys lead from there to the others,
// `n` and `N` from anywhere, and the down arrow into the popover.
// Without this script a number is a plain link to its row in the list of every number.

(function numbers() {
    const SELECTOR = ':is(a.number, a.formula)[data-exact]';
    const OPEN_DELAY = 180;
    const CLOSE_DELAY = 260;
    const GAP = 6;
    const MARGIN = 8;

    const main = document.querySelector('main');
    // A page of several chapters brings this script several times, where it stands in each of them.
    if (!main || !main.querySelector(SELECTOR) || main.dataset.numbers) {
        return;
    }
    main.dataset.numbers = 'ready';

    const numbers = Array.from(main.querySelectorAll(SELECTOR));
    // The one number at which Tab stops: the last that was visited.
    let stop = numbers[0];
    numbers.slice(1).forEach(number => { number.tabIndex = -1; });

    let popover = null;
    let parts = null;
    // The number whose popover is open, and the one line of it to stand by when it is broken over two.
    let shown = null;
    let line = 0;
    // A number that Escape has closed stays closed until the pointer has left it.
    let dismissed = null;
    let overPopover = false;
    let pointerType = '';
    let timer = 0;
    let frame = 0;

    function element(name, className, parent) {
        const made = document.createElement(name);
        if (className) {
            made.className = className;
        }
        parent.append(made);
        return made;
    }

    function build() {
        popover = element('div', 'number-popover', main);
        popover.setAttribute('role', 'group');
        popover.hidden = true;

        const exact = element('p', 'number-popover-exact', popover);
        const expression = element('p', 'number-popover-expression', popover);
        // What a screen reader says of a number; the links can be reached.
        exact.id = 'number-exact';
        expression.id = 'number-expression';
        const crate = element('p', 'number-popover-crate', popover);
        const list = element('p', 'number-popover-list', popover);
        crate.append('computed by ');
        const code = element('a', '', crate);
        const name = element('span', '', code);
        const functionName = element('code', '', name);
        name.append(' in ');
        parts = {
            exact,
            expression: element('code', '', expression),
            crate,
            code,
            name,
            functionName,
            path: element('code', '', code),
            link: element('a', '', list),
        };

        popover.addEventListener('pointerenter', () => {
            overPopover = true;
            clearTimeout(timer);
        });
        popover.addEventListener('pointerleave', event => {
            overPopover = false;
            if (event.pointerType !== 'touch') {
                closeSoon();
            }
        });
    }

    // Several numbers in one link are parted by semicolons; each keeps a line of its own, and an
    // equals sign keeps with what follows it.
    function fillExact(text) {
        parts.exact.replaceChildren();
        for (const value of text.split(/;\s+|\n/)) {
            const row = element('span', '', parts.exact);
            value.split(/\s+(?==)/).forEach((piece, index) => {
                row.append(index ? ' ' : '');
                element('b', '', row).textContent = piece;
            });
            row.after(' ');
        }
    }

    function open(number, nearLine) {
        clearTimeout(timer);
        if (!popover) {
            build();
        }
        if (shown && shown !== number) {
            close();
        }
        fillExact(number.dataset.exact);
        parts.expression.textContent = number.dataset.expression || '';
        parts.expression.parentElement.hidden = !number.dataset.expression;
        const kind = number.matches('.formula') ? 'formula' : 'number';
        popover.setAttribute('aria-label', `About this ${kind}`);
        parts.link.textContent = `See it in “Every ${kind} in this book”`;
        parts.functionName.textContent = number.dataset.function || '';
        parts.name.hidden = !number.dataset.function;
        parts.path.textContent = number.dataset.crate || '';
        parts.crate.hidden = !number.dataset.crate;
        if (number.dataset.code) {
            parts.code.href = number.dataset.code;
        } else {
            parts.code.removeAttribute('href');
        }
        parts.link.href = number.href;
        // A book without a list of its numbers has nowhere to lead.
        parts.link.parentElement.hidden = number.getAttribute('href').startsWith('#');

        shown = number;
        line = nearLine || 0;
        dismissed = null;
        popover.hidden = false;
        number.setAttribute('aria-describedby', 'number-exact number-expression');
        place();
    }

    function close() {
        clearTimeout(timer);
        if (!shown) {
            return;
        }
        popover.hidden = true;
        overPopover = false;
        shown.removeAttribute('aria-describedby');
        shown = null;
    }

    function openSoon(number, nearLine) {
        clearTimeout(timer);
        timer = setTimeout(() => open(number, nearLine), OPEN_DELAY);
    }

    function closeSoon() {
        clearTimeout(timer);
        timer = setTimeout(() => {
            if (shown && !overPopover && !focused(shown) && !popover.contains(document.activeElement)) {
                close();
            }
        }, CLOSE_DELAY);
    }

    function focused(number) {
        return number === document.activeElement && number.matches(':focus-visible');
    }

    // Above the number if there is room under the menu bar, else below, else where there is more. In a table neither the
    // number's row nor the table's head is covered.
    function place() {
        const lines = shown.getClientRects();
        const rect = lines[Math.min(line, lines.length - 1)];
        const width = document.documentElement.clientWidth;
        const height = window.innerHeight;
        const bar = document.getElementById('mdbook-menu-bar');
        const top = Math.max(0, bar ? bar.getBoundingClientRect().bottom : 0);
        if (!rect || rect.bottom < top || rect.top > height) {
            close();
            return;
        }
        const row = shown.closest('tr')?.getBoundingClientRect() ?? rect;
        const head = shown.closest('table')?.querySelector('thead')?.getBoundingClientRect();
        const headShows = head && head.bottom > top && head.bottom <= row.top + 1;

        popover.style.maxHeight = '';
        const box = popover.getBoundingClientRect();
        // Each gap: where it begins and ends, and whether the popover hangs from its top or stands on its bottom.
        const below = { from: row.bottom + GAP, to: height - MARGIN, hangs: true };
        const gaps = headShows
            ? [below, { from: head.bottom + GAP, to: row.top - GAP }, { from: top + MARGIN, to: head.top - GAP }]
            : [{ from: top + MARGIN, to: row.top - GAP }, below];
        const roomy = gap => gap.to - gap.from;
        const gap = gaps.find(gap => roomy(gap) >= box.height) ?? gaps.reduce((a, b) => roomy(b) > roomy(a) ? b : a);
        const tall = Math.min(box.height, Math.max(roomy(gap), 80));
        const left = rect.left + rect.width / 2 - box.width / 2;
        popover.style.maxHeight = `${tall}px`;
        popover.style.left = `${Math.max(MARGIN, Math.min(left, width - box.width - MARGIN))}px`;
        popover.style.top = `${gap.hangs ? gap.from : gap.to - tall}px`;
    }

    function placeSoon() {
        if (shown && !frame) {
            frame = requestAnimationFrame(() => {
                frame = 0;
                if (shown) {
                    place();
                }
            });
        }
    }

    function numberAt(event) {
        return event.target instanceof Element ? event.target.closest(SELECTOR) : null;
    }

    // Which of the lines that a broken link lies on is under the pointer.
    function lineAt(number, event) {
        return Math.max(0, Array.from(number.getClientRects()).findIndex(rect =>
            event.clientY >= rect.top - 2 && event.clientY <= rect.bottom + 2
            && event.clientX >= rect.left - 2 && event.clientX <= rect.right + 2));
    }

    document.addEventListener('pointerover', event => {
        if (event.pointerType === 'touch') {
            return;
        }
        const number = numberAt(event);
        if (dismissed && number !== dismissed) {
            dismissed = null;
        }
        if (!number) {
            if (shown && !(popover.contains(event.target))) {
                closeSoon();
            } else if (!shown) {
                clearTimeout(timer);
            }
        } else if (number === shown) {
            clearTimeout(timer);
        } else if (number !== dismissed) {
            openSoon(number, lineAt(number, event));
        }
    });

    document.documentElement.addEventListener('pointerleave', event => {
        if (event.pointerType !== 'touch') {
            closeSoon();
        }
    });

    document.addEventListener('pointerdown', event => {
        pointerType = event.pointerType;
    }, true);

    document.addEventListener('focusin', event => {
        const number = numberAt(event);
        if (number && number !== stop) {
            stop.tabIndex = -1;
            stop = number;
            stop.tabIndex = 0;
        }
        if (number && focused(number)) {
            open(number);
        }
    });

    document.addEventListener('focusout', event => {
        const left = shown && (event.target === shown || popover.contains(event.target));
        if (left && !overPopover && event.relatedTarget !== shown && !popover.contains(event.relatedTarget)) {
            close();
        }
    });

    // On a touch screen the first tap opens the popover, the second follows the link.
    document.addEventListener('click', event => {
        const number = numberAt(event);
        const touch = event.detail > 0 && (event.pointerType || pointerType) === 'touch';
        if (number && touch && number !== shown) {
            event.preventDefault();
            open(number, lineAt(number, event));
        } else if (!number && shown && !popover.contains(event.target)) {
            close();
        }
    });

    // The number `by` places on from the one with the focus, or from where the reader is.
    function step(by) {
        const at = numbers.indexOf(document.activeElement);
        if (at >= 0) {
            return numbers[at + by];
        }
        const after = element => element.getBoundingClientRect().top > innerHeight / 4;
        const next = numbers.findIndex(after);
        return by > 0 ? numbers[next] : numbers[(next < 0 ? numbers.length : next) - 1];
    }

    function go(number) {
        if (!number) {
            return;
        }
        number.closest('details')?.setAttribute('open', '');
        number.focus({ focusVisible: true });
        number.scrollIntoView({ block: 'nearest' });
    }

    // Escape closes the popover, and only that; from inside it leads back to the number.
    window.addEventListener('keydown', event => {
        if (!shown) {
            return;
        }
        if (event.key === 'Escape') {
            if (popover.contains(document.activeElement)) {
                const number = shown;
                close();
                number.focus();
            }
            dismissed = shown;
            close();
            event.stopPropagation();
        } else if (event.key === '?') {
            close();
        }
    }, true);

    document.addEventListener('keydown', event => {
        if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest('input, select, textarea, dialog')) {
            return;
        }
        const number = numberAt(event);
        const by = event.key === 'n' ? 1 : event.key === 'N' ? -1
            : number && !event.shiftKey && { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (by) {
            go(step(by));
            event.preventDefault();
        } else if (event.key === 'ArrowDown' && number && number === shown) {
            popover.querySelector('a[href]')?.focus();
            event.preventDefault();
        }
    });

    window.addEventListener('scroll', placeSoon, { capture: true, passive: true });
    window.addEventListener('resize', placeSoon);
    window.addEventListener('beforeprint', close);
    window.addEventListener('pagehide', close);
})();

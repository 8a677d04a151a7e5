'use strict';

// The popover of checked numbers.
//
// A checked number is <a class="number" href="numbers.html#…" data-exact data-expression data-crate data-code>.
// One popover serves them all. It opens under the mouse, at the keyboard's focus and at a first tap;
// it stays while the pointer is over it; Escape, a tap elsewhere or leaving closes it.
// Without this script a number is a plain link to its row in the list of every number.

(function numbers() {
    const SELECTOR = 'a.number[data-exact]';
    const OPEN_DELAY = 180;
    const CLOSE_DELAY = 260;
    const GAP = 6;
    const MARGIN = 8;

    const main = document.querySelector('main');
    if (!main || !main.querySelector(SELECTOR)) {
        return;
    }

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
        popover.id = 'number-popover';
        popover.setAttribute('role', 'tooltip');
        popover.hidden = true;

        const exact = element('p', 'number-popover-exact', popover);
        const expression = element('p', 'number-popover-expression', popover);
        const crate = element('p', 'number-popover-crate', popover);
        const list = element('p', 'number-popover-list', popover);
        crate.append('computed by ');
        const code = element('a', '', crate);
        parts = {
            exact,
            expression: element('code', '', expression),
            crate,
            code,
            path: element('code', '', code),
            link: element('a', '', list),
        };
        parts.link.textContent = 'See it in “Every number in this book”';
        // Enter on the number itself leads to the list, and the list to the code.
        parts.link.tabIndex = -1;
        code.tabIndex = -1;

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
        parts.path.textContent = number.dataset.crate || '';
        parts.crate.hidden = !number.dataset.crate;
        if (number.dataset.code) {
            parts.code.href = number.dataset.code;
        } else {
            parts.code.removeAttribute('href');
        }
        parts.link.href = number.href;

        shown = number;
        line = nearLine || 0;
        dismissed = null;
        popover.hidden = false;
        number.setAttribute('aria-describedby', popover.id);
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
            if (shown && !overPopover && !focused(shown)) {
                close();
            }
        }, CLOSE_DELAY);
    }

    function focused(number) {
        return number === document.activeElement && number.matches(':focus-visible');
    }

    // Above the number if there is room under the menu bar, else below, else where there is more.
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

        popover.style.maxHeight = '';
        const box = popover.getBoundingClientRect();
        const above = rect.top - GAP - MARGIN - top;
        const below = height - rect.bottom - GAP - MARGIN;
        const up = box.height <= above || box.height > below && above > below;
        const tall = Math.min(box.height, Math.max(up ? above : below, 80));
        const left = rect.left + rect.width / 2 - box.width / 2;
        popover.style.maxHeight = `${tall}px`;
        popover.style.left = `${Math.max(MARGIN, Math.min(left, width - box.width - MARGIN))}px`;
        popover.style.top = `${up ? rect.top - GAP - tall : rect.bottom + GAP}px`;
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
        if (number && focused(number)) {
            open(number);
        }
    });

    document.addEventListener('focusout', event => {
        if (shown && event.target === shown && !overPopover && !popover.contains(event.relatedTarget)) {
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

    // Escape closes the popover, and only that.
    window.addEventListener('keydown', event => {
        if (!shown) {
            return;
        }
        if (event.key === 'Escape') {
            dismissed = shown;
            close();
            event.stopPropagation();
        } else if (event.key === '?') {
            close();
        }
    }, true);

    window.addEventListener('scroll', placeSoon, { capture: true, passive: true });
    window.addEventListener('resize', placeSoon);
    window.addEventListener('beforeprint', close);
    window.addEventListener('pagehide', close);
})();

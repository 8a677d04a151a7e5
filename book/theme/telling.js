'use strict';

// A field that finds a value among the rows of the page: it compares, and computes nothing.

(function telling() {
    const place = document.querySelector('div.telling');
    if (!place) {
        return;
    }

    // A typed number: a comma may stand for the point, and the minus may be the long one.
    function number(text) {
        const plain = text.trim().replace(',', '.').replace('−', '-');
        return plain === '' ? NaN : Number(plain);
    }

    // What a cell says, without the head of its column that a phone shows in it.
    function said(cell) {
        return Array.from(cell.childNodes).filter(node => node.className !== 'label').map(node => node.cloneNode(true));
    }

    function text(cell) {
        return said(cell).map(node => node.textContent).join('').trim();
    }

    // Each row with the number, or the word, that a screen would show.
    const rows = [];
    for (const table of document.querySelectorAll('main table')) {
        const heads = Array.from(table.querySelectorAll('thead th'), cell => cell.textContent.trim());
        for (const row of table.querySelectorAll('tbody tr')) {
            const [first, ...others] = row.cells;
            const data = first.querySelector('data');
            if (heads.length === 2) {
                const value = data ? Number(data.value) : null;
                rows.push({ value, word: text(first), meaning: others[0] });
            } else {
                others.forEach((cell, index) => {
                    const value = Number(cell.querySelector('data').value);
                    const meaning = `${heads[index + 1].replace(' (nats)', '')}, ${text(first)} classes`;
                    rows.push({ value, classes: Number(data.value), word: text(cell), meaning });
                });
            }
        }
    }

    // What has no number is found by its first letters, and what is below zero by its sign.
    function byWord(typed) {
        const word = typed.trim().toLowerCase();
        const wanted = number(typed) < 0 ? 'negative' : word.replace(/^[+-]?(inf|∞).*/, 'infinite');
        return wanted === '' ? [] : rows.filter(({ value, word: seen }) =>
            value === null && seen.toLowerCase().startsWith(wanted));
    }

    // The numbers of classes to look under: the one that was typed, or those around it that have a row.
    function around(classes) {
        const known = rows.map(row => row.classes).filter(count => count !== undefined);
        if (Number.isNaN(classes)) {
            return known;
        }
        if (known.includes(classes)) {
            return [classes];
        }
        const below = known.filter(count => count < classes);
        const above = known.filter(count => count > classes);
        return [Math.max(...below), Math.min(...above)].filter(Number.isFinite);
    }

    // The rows next to a value, among those of these numbers of classes.
    function nearest(typed, wanted) {
        const value = number(typed);
        if (!(value >= 0) || value === Infinity) {
            return byWord(typed);
        }
        const distance = row => Math.abs(row.value - value);
        const fitting = rows.filter(row => row.value !== null
            && (row.classes === undefined || wanted.includes(row.classes)));
        const near = fitting.sort((a, b) => distance(a) - distance(b)).slice(0, 4);
        return near.filter((row, index) => near.findIndex(other => other.meaning === row.meaning) === index);
    }

    function field(label, mode, width) {
        const input = document.createElement('input');
        input.type = 'text';
        input.inputMode = mode;
        input.autocomplete = 'off';
        input.size = width;
        const wrapping = document.createElement('label');
        wrapping.append(`${label} `, input);
        return { input, wrapping };
    }

    const form = document.createElement('form');
    form.setAttribute('role', 'search');
    form.setAttribute('aria-label', 'Values on this page');
    const value = field('The value you see, in nats', 'text', 10);
    const classes = field('How many classes, if you know', 'numeric', 6);
    const found = document.createElement('output');
    form.append(value.wrapping, classes.wrapping, found);

    function show() {
        const list = document.createElement('ul');
        const count = number(classes.input.value);
        const near = around(count);
        for (const { word, meaning } of nearest(value.input.value, near)) {
            const item = document.createElement('li');
            item.append(`${word}: `);
            item.append(...(typeof meaning === 'string' ? [meaning] : said(meaning)));
            list.append(item);
        }
        const nothing = value.input.value.trim() === '' ? '' : 'No row is like this.';
        const other = Number.isNaN(count) || near.includes(count) ? ''
            : `No row is for ${classes.input.value.trim()} classes; these look at ${near.join(' and ')}.`;
        found.replaceChildren(other, list.children.length > 0 ? list : nothing);
    }

    form.addEventListener('input', show);
    form.addEventListener('submit', event => {
        event.preventDefault();
        show();
    });
    place.append(form);
})();

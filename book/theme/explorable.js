'use strict';

// A figure that a reader can move. What each state shows was computed when the book was made, and stands in a table:
// this script looks it up and puts it in its place. It computes no number that is shown.
//
// The table names the controls with their steps; the columns, each a part of an element with the controls that it
// depends on and a list of values, of which the last control moves fastest; what the buttons move; and what can be
// dragged. It comes as a call of `explorable`, so that pages opened as files can load it.

window.explorable = ({ name, controls, columns, buttons, handles, lists: joined }) => {
    const figure = document.getElementById(name);
    const svg = figure.querySelector('svg');
    const form = figure.querySelector('form');
    const lists = joined.map(list => list.split('|'));
    const steps = controls.map(([, list]) => lists[list]);
    const parts = columns.map(([key, part, of, list]) =>
        ({ element: figure.querySelector(`[data-k="${key}"]`), part, of, list: lists[list] }));
    const status = document.createElement('p');
    status.className = 'visually-hidden';
    status.setAttribute('role', 'status');
    figure.append(status);

    // The control of this number: one slider, or several radio buttons.
    const fields = controls.map(([control]) => Array.from(form.elements).filter(field => field.name === control));
    const isSlider = control => fields[control][0].type === 'range';

    function step(control) {
        return isSlider(control) ? Number(fields[control][0].value) : fields[control].findIndex(field => field.checked);
    }

    function first(control) {
        return isSlider(control) ? Number(fields[control][0].defaultValue) : fields[control].findIndex(field => field.defaultChecked);
    }

    const all = of => controls.map((_, control) => of(control));
    let state = all(step);
    const place = (of, at) => of.reduce((sum, control) => sum * steps[control].length + at[control], 0);

    function draw(at) {
        for (const { element, part, of, list } of parts) {
            const value = list[place(of, at)];
            if (part.startsWith('--')) {
                element.style.setProperty(part, value);
            } else if (part) {
                element.setAttribute(part, value);
            } else {
                element.textContent = value;
            }
        }
    }

    // Brings the controls and the drawing to a state.
    function show(to) {
        state = to;
        state.forEach((at, control) => {
            if (isSlider(control)) {
                const [field] = fields[control];
                field.value = at;
                field.setAttribute('aria-valuetext', steps[control][at]);
                form.querySelector(`output[for="${field.id}"]`).textContent = steps[control][at];
            } else {
                fields[control][at].checked = true;
            }
        });
        draw(state);
    }

    const words = element => element.textContent.replace(/\s+/g, ' ').trim();
    let timer = 0;

    // After the last move: the state's address, and what a screen reader says.
    function settle(isFirst) {
        clearTimeout(timer);
        timer = setTimeout(() => {
            const named = all(control => `/${controls[control][0]}=${encodeURIComponent(steps[control][state[control]])}`);
            history.replaceState(history.state, '', isFirst ? location.pathname + location.search : `#${name}${named.join('')}`);
            const said = Array.from(figure.querySelectorAll('.readouts > div'), words).join('; ');
            status.textContent = said;
            svg.setAttribute('aria-label', said);
        }, 600);
    }

    function move(to) {
        show(to);
        settle(false);
    }

    form.addEventListener('input', () => move(all(step)));
    form.addEventListener('submit', event => event.preventDefault());

    form.addEventListener('click', event => {
        const button = event.target.closest('button');
        if (!button) {
            return;
        }
        if (button.name === 'first') {
            show(all(first));
            settle(true);
            return;
        }
        const [, moves] = buttons.find(([known]) => known === button.name);
        const to = [...state];
        for (const [control, of, list] of moves) {
            to[control] = Number(lists[list][place(of, state)]);
        }
        move(to);
    });

    // Dragging in the drawing: the step whose place is nearest to the pointer.
    for (const [key, control, axis, list] of handles) {
        const grip = figure.querySelector(`[data-k="${key}"]`);
        const places = lists[list].map(Number);
        const follow = event => {
            const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse())[axis];
            const distance = step => Math.abs(places[step] - at);
            const nearest = places.reduce((best, _, step) => distance(step) < distance(best) ? step : best, 0);
            move(state.map((old, index) => index === control ? nearest : old));
        };
        grip.addEventListener('pointerdown', event => {
            if (event.button === 0) {
                grip.setPointerCapture(event.pointerId);
                event.preventDefault();
                fields[control][0].focus({ preventScroll: true });
            }
        });
        // The finger moves the figure, and not the page.
        grip.addEventListener('touchstart', event => event.preventDefault());
        for (const kind of ['pointermove', 'pointerup']) {
            grip.addEventListener(kind, event => grip.hasPointerCapture(event.pointerId) && follow(event));
        }
    }

    // A state that the address names; what it leaves out, or gets wrong, stays as the text has it.
    function named(address) {
        const [figureName, ...pairs] = new URL(address).hash.slice(1).split('/');
        if (figureName !== name || pairs.length === 0) {
            return;
        }
        // The last move has been overtaken.
        clearTimeout(timer);
        const wanted = new Map(pairs.map(pair => pair.split('=')));
        show(all(control => {
            const at = steps[control].indexOf(decodeURIComponent(wanted.get(controls[control][0]) ?? ''));
            return at < 0 ? first(control) : at;
        }));
    }

    addEventListener('hashchange', event => named(event.newURL));
    addEventListener('beforeprint', () => draw(all(first)));
    addEventListener('afterprint', () => draw(state));
    // What a reader has moved while the table was on its way.
    show(state);
    named(location.href);
    figure.classList.add('ready');
};

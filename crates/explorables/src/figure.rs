//! What all these figures share: controls with steps, and a table of what each state shows.

use std::collections::BTreeSet;
use std::fmt::Debug;

use information::Information;
use serde_json::json;

/// A figure with controls, and what it shows in each of their states.
///
/// A state is one step for each control, in their order.
#[derive(Clone, Debug)]
pub struct Explorable {
    name: &'static str,
    controls: Vec<Control>,
    columns: Vec<Column>,
    buttons: Vec<Button>,
    handles: Vec<Handle>,
    first: Vec<usize>,
    /// The drawing and what stands below it, without what depends on the state.
    templates: [String; 2],
}

/// Something with steps that a reader can move.
#[derive(Clone, Debug)]
struct Control {
    name: &'static str,
    /// What each step is called, on the control and in an address.
    steps: Vec<String>,
}

/// What of an element a column sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Text,
    Attribute(&'static str),
    /// A variable of its style.
    Variable(&'static str),
}

/// One part of one element, for all states of the controls that it depends on; the last control moves fastest.
#[derive(Clone, Debug)]
struct Column {
    key: &'static str,
    part: Part,
    of: Vec<usize>,
    values: Vec<String>,
}

/// Moves controls to steps, which may depend on where some of them are.
#[derive(Clone, Debug)]
struct Button {
    name: &'static str,
    moves: Vec<(usize, Vec<usize>, Vec<String>)>,
}

/// An element that can be dragged along one axis, and its place for each step of its control.
#[derive(Clone, Debug)]
struct Handle {
    key: &'static str,
    control: usize,
    axis: &'static str,
    places: Vec<String>,
}

impl Explorable {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            controls: Vec::new(),
            columns: Vec::new(),
            buttons: Vec::new(),
            handles: Vec::new(),
            first: Vec::new(),
            templates: Default::default(),
        }
    }

    /// Adds a control, which stands at the step that is called `first` until somebody moves it.
    pub(crate) fn control(
        &mut self,
        name: &'static str,
        steps: impl IntoIterator<Item = impl Into<String>>,
        first: &str,
    ) -> usize {
        let steps: Vec<String> = steps.into_iter().map(Into::into).collect();
        let place = steps.iter().position(|step| step == first);
        self.first.push(place.expect("a control begins at a step"));
        self.controls.push(Control { name, steps });
        self.controls.len() - 1
    }

    /// All combinations of the steps of these controls.
    fn combinations(&self, of: &[usize]) -> Vec<Vec<usize>> {
        of.iter().fold(vec![Vec::new()], |states, &control| {
            let steps = 0..self.controls[control].steps.len();
            let longer = |state: &Vec<usize>, step| [state.as_slice(), &[step]].concat();
            states
                .iter()
                .flat_map(|state| steps.clone().map(move |step| longer(state, step)))
                .collect()
        })
    }

    /// Sets a part of an element for each state of some controls.
    pub(crate) fn set<const N: usize>(
        &mut self,
        key: &'static str,
        part: Part,
        of: [usize; N],
        value: impl Fn([usize; N]) -> String,
    ) {
        let states = self.combinations(&of).into_iter();
        let states = states.map(|state| known(<[usize; N]>::try_from(state)));
        self.columns.push(Column {
            key,
            part,
            of: of.to_vec(),
            values: states.map(value).collect(),
        });
    }

    /// Sets the text of an element.
    pub(crate) fn text<const N: usize>(
        &mut self,
        key: &'static str,
        of: [usize; N],
        value: impl Fn([usize; N]) -> String,
    ) {
        self.set(key, Part::Text, of, value);
    }

    /// Sets a length or a place of an element.
    pub(crate) fn place<const N: usize>(
        &mut self,
        key: &'static str,
        attribute: &'static str,
        of: [usize; N],
        value: impl Fn([usize; N]) -> f64,
    ) {
        self.set(key, Part::Attribute(attribute), of, |state| {
            length(value(state))
        });
    }

    /// Adds a button that moves a control to the step with this name.
    pub(crate) fn preset(&mut self, name: &'static str, moves: &[(usize, &str)]) {
        let step = |control: usize, wanted: &str| {
            let steps = &self.controls[control].steps;
            let place = steps.iter().position(|step| step == wanted);
            place.expect("a preset is a step").to_string()
        };
        let moves = moves
            .iter()
            .map(|&(control, wanted)| (control, Vec::new(), vec![step(control, wanted)]));
        let moves = moves.collect();
        self.buttons.push(Button { name, moves });
    }

    /// Adds a button that moves a control to a step that depends on where a control is.
    pub(crate) fn button(
        &mut self,
        name: &'static str,
        control: usize,
        of: usize,
        to: impl Fn(usize) -> usize,
    ) {
        let steps = 0..self.controls[of].steps.len();
        let steps = steps.map(|step| to(step).to_string()).collect();
        let moves = vec![(control, vec![of], steps)];
        self.buttons.push(Button { name, moves });
    }

    /// Adds a button that exchanges two controls, which have the same steps.
    pub(crate) fn swap(&mut self, name: &'static str, [one, other]: [usize; 2]) {
        let steps: Vec<_> = (0..self.controls[one].steps.len())
            .map(|step| step.to_string())
            .collect();
        self.buttons.push(Button {
            name,
            moves: vec![(one, vec![other], steps.clone()), (other, vec![one], steps)],
        });
    }

    /// Lets an element be dragged along an axis, to the step of a control whose place is nearest.
    pub(crate) fn handle(
        &mut self,
        key: &'static str,
        control: usize,
        axis: &'static str,
        place: impl Fn(usize) -> f64,
    ) {
        let steps = 0..self.controls[control].steps.len();
        self.handles.push(Handle {
            key,
            control,
            axis,
            places: steps.map(|step| length(place(step))).collect(),
        });
    }

    /// The drawing, and what stands below it, with a `data-k` for each element that the columns set.
    pub(crate) fn finish(mut self, drawing: &str, below: &str) -> Self {
        self.templates = [drawing, below].map(str::to_owned);
        self
    }

    /// A slider with its label, what it stands at and of what that is, and with what belongs to it.
    pub(crate) fn slider(&self, control: usize, label: &str, of: &str, with: &str) -> String {
        let (figure, Control { name, steps }) = (self.name, &self.controls[control]);
        let (last, place) = (steps.len() - 1, self.first[control]);
        let now = &steps[place];
        let shown = step_shown(now);
        format!(
            "<div class=\"control\"><label for=\"{figure}-{name}\">{label}</label>\
             <span><output for=\"{figure}-{name}\" aria-live=\"off\">{shown}</output> {of}</span>\
             <input type=\"range\" id=\"{figure}-{name}\" name=\"{name}\" min=\"0\" max=\"{last}\" value=\"{place}\" \
             aria-valuetext=\"{now}\">{with}</div>\n"
        )
    }

    /// A choice between the steps of a control.
    pub(crate) fn choice(&self, control: usize, label: &str) -> String {
        let Control { name, steps } = &self.controls[control];
        let option = |(place, step): (usize, &String)| {
            let checked = if place == self.first[control] {
                " checked"
            } else {
                ""
            };
            let shown = step_shown(step);
            format!(
                "<label><input type=\"radio\" name=\"{name}\" value=\"{step}\"{checked}> {shown}</label>"
            )
        };
        let options: String = steps.iter().enumerate().map(option).collect();
        format!("<fieldset><legend>{label}</legend>{options}</fieldset>")
    }

    /// What the figure is called in addresses, and its files are called.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The state in which the text finds the figure.
    #[must_use]
    pub fn first(&self) -> &[usize] {
        &self.first
    }

    /// All states.
    pub fn states(&self) -> impl Iterator<Item = Vec<usize>> + use<> {
        let all: Vec<usize> = (0..self.controls.len()).collect();
        self.combinations(&all).into_iter()
    }

    /// What the controls are called.
    pub fn controls_named(&self) -> impl Iterator<Item = &'static str> {
        self.controls.iter().map(|control| control.name)
    }

    /// What a control is called in a state, such as 0.7; nothing if there is no such control or state.
    #[must_use]
    pub fn step(&self, control: &str, state: &[usize]) -> Option<&str> {
        let place = self
            .controls
            .iter()
            .position(|known| known.name == control)?;
        let steps = &self.controls[place].steps;
        steps.get(*state.get(place)?).map(String::as_str)
    }

    /// The text that an element shows in a state; nothing if there is no such element or state.
    #[must_use]
    pub fn shown(&self, key: &str, state: &[usize]) -> Option<&str> {
        let mut columns = self.columns.iter();
        let column = columns.find(|column| column.key == key && column.part == Part::Text)?;
        self.value(column, state)
    }

    /// The elements that the columns set and that can be dragged, by their keys.
    #[must_use]
    pub fn elements(&self) -> BTreeSet<&'static str> {
        let columns = self.columns.iter().map(|column| column.key);
        columns
            .chain(self.handles.iter().map(|handle| handle.key))
            .collect()
    }

    /// The buttons, by their names.
    pub fn buttons(&self) -> impl Iterator<Item = &'static str> {
        self.buttons.iter().map(|button| button.name)
    }

    /// The state that a button leads to; nothing if there is no such button or state.
    #[must_use]
    pub fn pressed(&self, button: &str, state: &[usize]) -> Option<Vec<usize>> {
        let button = self.buttons.iter().find(|known| known.name == button)?;
        let mut to = state.to_vec();
        for (control, of, steps) in &button.moves {
            let step = steps.get(self.place_of(of, state)?)?;
            *to.get_mut(*control)? = step.parse().ok()?;
        }
        Some(to)
    }

    /// The place of a state in a list for all steps of some controls.
    fn place_of(&self, of: &[usize], state: &[usize]) -> Option<usize> {
        of.iter().try_fold(0, |sum, control| {
            let steps = self.controls[*control].steps.len();
            let step = *state.get(*control)?;
            (step < steps).then_some(sum * steps + step)
        })
    }

    fn value<'a>(&'a self, column: &'a Column, state: &[usize]) -> Option<&'a str> {
        let place = self.place_of(&column.of, state)?;
        column.values.get(place).map(String::as_str)
    }

    /// A template with the values of the first state.
    fn filled(&self, template: &str, text: impl Fn(&str) -> String) -> String {
        let mut filled = template.to_owned();
        for column in &self.columns {
            let mark = format!("data-k=\"{}\"", column.key);
            let Some((before, after)) = filled.split_once(&mark) else {
                continue;
            };
            let value = self.value(column, &self.first).unwrap_or_default();
            filled = match column.part {
                Part::Attribute(name) => format!("{before}{mark} {name}=\"{value}\"{after}"),
                Part::Variable(name) => {
                    let after = after.replacen("style=\"", &format!("style=\"{name}:{value};"), 1);
                    format!("{before}{mark}{after}")
                }
                Part::Text => {
                    let (rest, after) = after.split_once('>').unwrap_or((after, ""));
                    format!("{before}{mark}{rest}>{}{after}", text(value))
                }
            };
        }
        filled
    }

    /// The drawing in its first state.
    #[must_use]
    pub fn drawing(&self) -> String {
        self.filled(&self.templates[0], str::to_owned)
    }

    /// The read-outs and the controls in their first state.
    #[must_use]
    pub fn controls(&self) -> String {
        self.filled(&self.templates[1], |text| {
            format!("<data value=\"{text}\">{text}</data>")
        })
    }

    /// The script that holds the table.
    #[must_use]
    pub fn table(&self) -> String {
        let mut lists: Vec<String> = Vec::new();
        let mut list = |values: &[String]| {
            let joined = values.join("|");
            let known = lists.iter().position(|list| *list == joined);
            known.unwrap_or_else(|| {
                lists.push(joined);
                lists.len() - 1
            })
        };
        let controls: Vec<_> = self
            .controls
            .iter()
            .map(|control| json!([control.name, list(&control.steps)]))
            .collect();
        let columns: Vec<_> = self
            .columns
            .iter()
            .map(|column| {
                let part = match column.part {
                    Part::Text => "",
                    Part::Attribute(name) | Part::Variable(name) => name,
                };
                json!([column.key, part, column.of, list(&column.values)])
            })
            .collect();
        let buttons: Vec<_> = self
            .buttons
            .iter()
            .map(|button| {
                let moves = button.moves.iter();
                let moves = moves.map(|(control, of, steps)| json!([control, of, list(steps)]));
                json!([button.name, moves.collect::<Vec<_>>()])
            })
            .collect();
        let handles: Vec<_> = self
            .handles
            .iter()
            .map(|handle| {
                json!([
                    handle.key,
                    handle.control,
                    handle.axis,
                    list(&handle.places)
                ])
            })
            .collect();
        // In an order of our own: that of a map of JSON depends on who else uses the library.
        format!(
            "explorable({{\nname: {},\ncontrols: {},\ncolumns: {},\nbuttons: {},\nhandles: {},\nlists: {},\n}});\n",
            json!(self.name),
            json!(controls),
            json!(columns),
            json!(buttons),
            json!(handles),
            json!(lists).to_string().replace("\",\"", "\",\n\""),
        )
    }
}

/// The name of a step in a page: numbers are marked.
fn step_shown(step: &str) -> String {
    if step.parse::<f64>().is_ok() {
        format!("<data value=\"{step}\">{step}</data>")
    } else {
        step.to_owned()
    }
}

/// What the chapter's function returned for a state that is known to be valid.
pub(crate) fn known<T, E: Debug>(result: Result<T, E>) -> T {
    result.expect("every state is valid")
}

/// A length in the drawing, to a tenth of its unit.
pub(crate) fn length(length: f64) -> String {
    // The last digit of a logarithm differs between platforms; the nudge keeps it from deciding a tie.
    let tenths = (length * 10.0 + 1e-6).round() + 0.0;
    (tenths / 10.0).to_string()
}

/// A number as the figures write it: three decimals, or none if it is whole.
pub(crate) fn number(value: f64) -> String {
    if value.is_infinite() {
        return "infinite".to_owned();
    }
    let whole = (value - value.round()).abs() < 1e-9;
    // Adding zero turns −0 into 0.
    let value = if whole { value.round() + 0.0 } else { value };
    let decimals = if whole { 0 } else { 3 };
    format!("{value:.decimals$}").replace('-', "−")
}

/// A number with so many decimals.
pub(crate) fn decimal(value: f64, decimals: usize) -> String {
    // Adding zero turns −0 into 0.
    format!("{:.decimals$}", value + 0.0).replace('-', "−")
}

/// A number with so many decimals, or fewer if they are all.
pub(crate) fn trimmed(value: f64, decimals: usize) -> String {
    let text = decimal(value, decimals);
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A count, with a comma before each three digits.
pub(crate) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let comma = |(place, digit): (usize, char)| {
        let begins = place > 0 && (digits.len() - place).is_multiple_of(3);
        begins.then_some(',').into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(comma).collect()
}

/// A point of a line.
pub(crate) fn point((x, y): (f64, f64)) -> String {
    format!("{},{}", length(x), length(y))
}

/// Moves an element to a place.
pub(crate) fn moved((x, y): (f64, f64)) -> String {
    format!("translate({} {})", length(x), length(y))
}

/// The row of a read-out.
pub(crate) fn row(name: &str, key: &str) -> String {
    format!("<div><dt>{name}</dt><dd data-k=\"{key}\"></dd></div>\n")
}

/// A sample of an ink.
pub(crate) fn ink(number: u32) -> String {
    format!("<i class=\"ink-{number}\"></i>")
}

/// The units of information, as a control calls them.
pub(crate) const UNITS: [&str; 2] = ["nats", "bits"];

/// An amount as a bare number of the unit at this place.
pub(crate) fn measured(amount: Information, unit: usize) -> f64 {
    match UNITS[unit] {
        "bits" => amount.bits(),
        _ => amount.nats(),
    }
}

/// An amount with its unit.
pub(crate) fn amount(amount: Information, unit: usize) -> String {
    let number = number(measured(amount, unit));
    match number.as_str() {
        "infinite" => number,
        "1" => format!("1 {}", UNITS[unit].trim_end_matches('s')),
        _ => format!("{number} {}", UNITS[unit]),
    }
}

/// The start of a drawing of this size.
pub(crate) fn paper(width: u32, height: u32) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         font-family=\"var(--figure-font, sans-serif)\" font-size=\"15\" fill=\"currentColor\" \
         stroke-linejoin=\"round\">\n"
    )
}

/// The colours of the inks, which the theme may set.
pub(crate) const ONE: &str = "var(--figure-1, #0072b2)";
pub(crate) const TWO: &str = "var(--figure-2, #d55e00)";
pub(crate) const THREE: &str = "var(--figure-3, #009e73)";
pub(crate) const GRID: &str = "var(--figure-grid, #c4c4c4)";

/// A tinted area that a column places.
pub(crate) fn area(key: &str, ink: &str) -> String {
    format!(
        "<rect data-k=\"{key}\" fill=\"{ink}\" fill-opacity=\"0.35\" stroke=\"{ink}\" stroke-width=\"1\"/>\n"
    )
}

/// What can be dragged, where there is a script: a dot in the middle of a place that a finger hits.
pub(crate) fn grip(key: &str) -> String {
    format!(
        "<g data-k=\"{key}\" class=\"grip\" visibility=\"hidden\"><circle r=\"26\" fill-opacity=\"0\"/>\
         <circle r=\"8\"/></g>\n"
    )
}

/// The way back to the state in which the text finds the figure.
pub(crate) const BACK: &str =
    "<button type=\"button\" name=\"first\">Back to the text’s example</button>";

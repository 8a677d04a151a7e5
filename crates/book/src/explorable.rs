//! Figures that a reader can move: their place in a page, and the states that links name.

/// Where the files of these figures lie, below the edition's folder.
const FOLDER: &str = "explorables/";

/// The name of the figure whose drawing this is.
pub(crate) fn name(path: &str) -> Option<&str> {
    path.strip_prefix(FOLDER)?.strip_suffix(".svg")
}

/// The file with the read-outs and controls of a figure.
pub(crate) fn controls(name: &str) -> String {
    format!("{FOLDER}{name}.html")
}

/// The figure as it stands in a page, with the address of its table, which is loaded when a reader touches it.
pub(crate) fn figure(name: &str, drawing: &str, controls: &str) -> String {
    format!(
        "<figure class=\"figure explorable\" id=\"{name}\" data-table=\"{FOLDER}{name}.js\">{drawing} {controls}</figure>"
    )
}

/// The id of the figure that a fragment names a state of, as in `bill/p=0.7`.
pub(crate) fn of_state(fragment: &str) -> Option<&str> {
    let (id, state) = fragment.split_once('/')?;
    state.contains('=').then_some(id)
}

#[cfg(test)]
mod tests {
    use super::{name, of_state};

    #[test]
    fn a_figure_is_named_by_its_drawing() {
        assert_eq!(name("explorables/bill.svg"), Some("bill"));
        assert_eq!(name("figures/bill.svg"), None);
        assert_eq!(name("explorables/bill.js"), None);
    }

    #[test]
    fn a_state_belongs_to_a_figure() {
        assert_eq!(of_state("bill/p=0.7/q=0.9"), Some("bill"));
        assert_eq!(of_state("bill"), None);
        assert_eq!(of_state("bill/"), None);
    }
}

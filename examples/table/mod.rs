//! The tables that all examples print: the same on a terminal, in a pipe and in the book.

use comfy_table::{
    CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};
use information::Information;

/// No frame, and a line under the header.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none())
    .header_separator(LineStyle::none().fill('-').junction('-'));

/// How wide a table may be: more does not fit beside the contents of the book.
const COLUMNS_OF_TEXT: u16 = 72;

/// A table whose first `words` columns hold words, set left; the others hold numbers, set right.
pub(crate) fn table<const COLUMNS: usize>(
    words: usize,
    header: [&str; COLUMNS],
    rows: impl IntoIterator<Item = [String; COLUMNS]>,
) -> String {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(COLUMNS_OF_TEXT)
        .set_header(header)
        .add_rows(rows);
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    for column in table.column_iter_mut().skip(words) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}

/// An amount in nats, to six decimals.
#[allow(dead_code, reason = "not every example shows nats")]
pub(crate) fn nats(amount: Information) -> String {
    six_decimals(amount.nats())
}

/// An amount in bits, to six decimals.
#[allow(dead_code, reason = "not every example shows bits")]
pub(crate) fn bits(amount: Information) -> String {
    six_decimals(amount.bits())
}

/// Six decimals, or the sign for what is infinite.
fn six_decimals(amount: f64) -> String {
    if amount.is_finite() {
        format!("{amount:.6}")
    } else {
        "∞".to_owned()
    }
}

/// A small number, to seven digits; nothing is nothing.
#[allow(dead_code, reason = "not every example shows small numbers")]
pub(crate) fn scientific(number: f64) -> String {
    if number == 0.0 {
        "0".to_owned()
    } else {
        format!("{number:.6e}")
    }
}

//! Captions: a paragraph that is all emphasis, right below a figure or a table, says what it shows.

/// What a figure ends with.
const END: &str = "</figure>";

/// The page with each caption inside the figure that it belongs to; a table with a caption becomes a figure.
pub(crate) fn captioned(page: &str) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let mut fence: Option<&str> = None;
    for block in page.split("\n\n") {
        let inside = fence.is_some();
        for line in block.lines() {
            let marks = line.trim_start();
            match fence {
                Some(end) if marks.starts_with(end) => fence = None,
                None if marks.starts_with("```") => fence = Some("```"),
                _ => {}
            }
        }
        let caption = if inside { None } else { caption(block) };
        let with_caption = caption.and_then(|text| with(blocks.last()?, text));
        if let (Some(figure), Some(last)) = (with_caption, blocks.last_mut()) {
            *last = figure;
        } else {
            blocks.push(block.to_owned());
        }
    }
    blocks.join("\n\n")
}

/// The words of a paragraph that is one emphasis, and nothing else.
fn caption(block: &str) -> Option<&str> {
    let text = block.trim().strip_prefix('*')?.strip_suffix('*')?;
    (!text.is_empty() && !text.contains('*')).then_some(text)
}

/// The figure or table with this caption; nothing if the block is neither.
fn with(block: &str, text: &str) -> Option<String> {
    let caption = format!("<figcaption>\n\n{text}\n\n</figcaption>\n\n{END}");
    let block = block.trim_start_matches('\n');
    if let Some(figure) = block
        .strip_suffix(END)
        .filter(|_| block.starts_with("<figure"))
    {
        return Some(format!("{figure}\n\n{caption}"));
    }
    let rows = !block.is_empty() && block.lines().all(|line| line.starts_with('|'));
    rows.then(|| format!("<figure class=\"table\">\n\n{block}\n\n{caption}"))
}

#[cfg(test)]
mod tests {
    use super::captioned;

    #[test]
    fn an_emphasised_paragraph_below_a_figure_is_its_caption() {
        let page = "<figure class=\"figure\"><svg/></figure>\n\n*What\nit says.*\n\nText.\n";
        let expected = "<figure class=\"figure\"><svg/>\n\n<figcaption>\n\nWhat\nit says.\n\n\
                        </figcaption>\n\n</figure>\n\nText.\n";
        assert_eq!(captioned(page), expected);
    }

    #[test]
    fn a_table_with_a_caption_becomes_a_figure() {
        let page = "| a |\n| --- |\n\n*Letters.*\n";
        let expected = "<figure class=\"table\">\n\n| a |\n| --- |\n\n<figcaption>\n\nLetters.\n\n\
                        </figcaption>\n\n</figure>";
        assert_eq!(captioned(page), expected);
    }

    #[test]
    fn nothing_else_is_touched() {
        for page in [
            "Text.\n\n*Emphasis.*\n",
            "| a |\n| --- |\n\n*Some* emphasis, *and more.*\n",
            "| a |\n| --- |\n\n**Strong.**\n",
            "```text\n| a |\n\n*no caption*\n```\n",
        ] {
            assert_eq!(captioned(page), page);
        }
    }
}

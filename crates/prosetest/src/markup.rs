//! HTML and MathML, taken apart into what is seen of it and what is not, and text made fit to stand in it.

use std::ops::Range;

use html5gum::{DefaultEmitter, Span, Token, Tokenizer};

/// A part of some markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A start tag.
    Open {
        /// The name of the element.
        name: String,
        /// Each attribute with its value and the value's place.
        attributes: Vec<(String, String, Range<usize>)>,
        /// Whether the tag closes itself.
        closed: bool,
    },
    /// An end tag.
    Close {
        /// The name of the element.
        name: String,
    },
    /// Text that the reader sees.
    Text(String),
    /// A comment, or the inside of a script or style.
    Other,
}

impl Piece {
    /// The value of an attribute, if this is a start tag that has it.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let Self::Open { attributes, .. } = self else {
            return None;
        };
        let mut attributes = attributes.iter();
        let found = attributes.find(|(known, _, _)| known == name);
        found.map(|(_, value, _)| value.as_str())
    }

    /// Whether this is the start tag of such an element.
    #[must_use]
    pub fn opens(&self, wanted: &str) -> bool {
        matches!(self, Self::Open { name, .. } if name == wanted)
    }

    /// Whether this is the end tag of such an element.
    #[must_use]
    pub fn closes(&self, wanted: &str) -> bool {
        matches!(self, Self::Close { name } if name == wanted)
    }
}

/// The attributes whose value a reader sees or hears.
pub(crate) fn is_visible(tag: &str, attribute: &str) -> bool {
    match attribute {
        "alt" | "title" | "placeholder" | "label" | "summary" | "content" => true,
        "value" => matches!(
            tag,
            "input" | "button" | "option" | "meter" | "progress" | "li"
        ),
        "start" => tag == "ol",
        _ => attribute.starts_with("aria-") && !is_reference(attribute),
    }
}

/// The `aria` attributes whose value is an id or a keyword.
fn is_reference(attribute: &str) -> bool {
    matches!(
        attribute,
        "aria-labelledby"
            | "aria-describedby"
            | "aria-controls"
            | "aria-owns"
            | "aria-details"
            | "aria-flowto"
            | "aria-activedescendant"
            | "aria-errormessage"
            | "aria-hidden"
    )
}

/// The parts of `html`, each with its place.
///
/// ```
/// use prosetest::markup::pieces;
///
/// let (piece, place) = &pieces("a <b id=\"x\">c</b>")[1];
/// assert_eq!((piece.attribute("id"), place.clone()), (Some("x"), 2..12));
/// ```
#[must_use]
pub fn pieces(html: &str) -> Vec<(Piece, Range<usize>)> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let tokens = Tokenizer::new_with_emitter(html, emitter);
    let place = |span: Span<usize>| {
        span.start.min(html.len())..span.end.clamp(span.start, html.len().max(span.start))
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut pieces = Vec::new();
    let mut unseen: Option<String> = None;
    for token in tokens {
        let Ok(token) = token;
        pieces.push(match token {
            Token::StartTag(tag) => {
                let name = text(&tag.name);
                if matches!(name.as_str(), "script" | "style") {
                    unseen = Some(name.clone());
                }
                let attributes = tag.attributes.iter();
                let attributes = attributes
                    .map(|(name, value)| {
                        let (value, whole) = (text(&value.value), place(value.span));
                        // The span is that of the name and the value; where entities hide the value, that must do.
                        let found = html
                            .get(whole.clone())
                            .and_then(|attribute| attribute.rfind(&value));
                        let range = found.map_or(whole.clone(), |at| {
                            whole.start + at..whole.start + at + value.len()
                        });
                        (text(name), value, range)
                    })
                    .collect();
                let closed = tag.self_closing;
                (
                    Piece::Open {
                        name,
                        attributes,
                        closed,
                    },
                    place(tag.span),
                )
            }
            Token::EndTag(tag) => {
                let name = text(&tag.name);
                if unseen.as_ref() == Some(&name) {
                    unseen = None;
                }
                (Piece::Close { name }, place(tag.span))
            }
            Token::String(string) if unseen.is_none() => {
                (Piece::Text(text(&string.value)), place(string.span))
            }
            Token::String(other) | Token::Comment(other) => (Piece::Other, place(other.span)),
            Token::Doctype(doctype) => (Piece::Other, place(doctype.span)),
            Token::Error(_) => continue,
        });
    }
    pieces
}

/// Text as HTML, in elements and in attributes.
///
/// ```
/// assert_eq!(prosetest::markup::escape("p < q & r"), "p &lt; q &amp; r");
/// ```
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(ch),
        }
    }
    escaped
}

/// Text as HTML that survives inside Markdown, on one line: nothing in it can be taken for markup of either.
///
/// ```
/// assert_eq!(prosetest::markup::escape_in_markdown("p | q\n*"), "p &#124; q &#42;");
/// ```
#[must_use]
pub fn escape_in_markdown(text: &str) -> String {
    shield(&escape(text))
}

/// MathML as it can stand inside Markdown.
pub(crate) fn shield(mathml: &str) -> String {
    let mut shielded = String::with_capacity(mathml.len());
    let mut in_tag = false;
    for ch in mathml.chars() {
        match ch {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => {}
        }
        match ch {
            '`' | '*' | '_' | '|' | '[' | ']' | '\\' | '~' | '$' | '{' | '}' | '!' if !in_tag => {
                shielded.push_str(&format!("&#{};", ch as u32));
            }
            '\n' | '\r' => shielded.push(' '),
            _ => shielded.push(ch),
        }
    }
    shielded
}

#[cfg(test)]
mod tests {
    use super::{Piece, escape_in_markdown, pieces};

    #[test]
    fn scripts_styles_and_comments_are_unseen() {
        let seen: String = pieces("a<!-- 1 --><script>2</script><style>3</style>b<p>c</p>")
            .into_iter()
            .filter_map(|(piece, _)| match piece {
                Piece::Text(text) => Some(text),
                _ => None,
            })
            .collect();
        assert_eq!(seen, "abc");
    }

    #[test]
    fn an_attribute_knows_its_place() {
        let html = r#"<img alt="0.5" src="7.png">"#;
        let (Piece::Open { attributes, .. }, _) = &pieces(html)[0] else {
            panic!("no tag");
        };
        let (_, value, place) = &attributes[0];
        assert_eq!((value.as_str(), &html[place.clone()]), ("0.5", "0.5"));
    }

    #[test]
    fn escaped_text_holds_no_markup() {
        assert_eq!(
            escape_in_markdown("a|b\n`*`<i>"),
            "a&#124;b &#96;&#42;&#96;&lt;i&gt;"
        );
    }
}

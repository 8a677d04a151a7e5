//! What the program says of itself, and how mdBook asks it.

use insta::assert_snapshot;

use crate::Workspace;

#[test]
fn the_help_names_every_verb_and_option() {
    let workspace = Workspace::new();
    let help = |arguments: &[&str]| workspace.run(arguments).succeeded().stdout;
    assert_snapshot!("help", help(&["--help"]));
    assert_snapshot!("help_build", help(&["build", "--help"]));
    assert_snapshot!("help_check", help(&["check", "--help"]));
    assert_snapshot!("help_serve", help(&["serve", "--help"]));
}

#[test]
fn what_the_program_does_not_know_is_refused() {
    let workspace = Workspace::new();
    for arguments in [
        &["bild"][..],
        &["check", "--format", "xml"],
        &["serve", "--port", "70000"],
    ] {
        let outcome = workspace.run(arguments);
        assert_eq!(outcome.code, Some(2), "{arguments:?}");
        assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
    }
}

#[test]
fn mdbook_is_told_that_pages_are_html_and_nothing_else() {
    let workspace = Workspace::new();
    workspace
        .run(&["preprocess", "supports", "html"])
        .succeeded();
    assert_eq!(
        workspace.run(&["preprocess", "supports", "epub"]).code,
        Some(1)
    );
}

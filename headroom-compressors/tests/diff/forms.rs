//! What a model sees of each form of diff.

use headroom_core::{Arguments, Hints, Level};

use super::{changes, folded, seen, seen_after};

#[test]
fn names_are_said_once() {
    let text = "diff --git a/src/reader/mod.rs b/src/reader/mod.rs\nindex 3f1c2ab..91be077 100644\n--- a/src/reader/mod.rs\n+++ b/src/reader/mod.rs\n@@ -1,2 +1,2 @@\n-a\n+b\n c\n";
    insta::assert_snapshot!(folded(text), @"");
}

#[test]
fn git_diff() {
    let text = changes("src/reader.rs", 4);
    insta::assert_snapshot!(seen(&text), @"");
}

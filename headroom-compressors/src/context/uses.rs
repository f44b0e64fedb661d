//! How often a conversation came back to what an output told.

use std::collections::{HashMap, HashSet};

use headroom_core::Past;

use super::names::{is_name, said_words, words};

/// A name that stands in many outputs is no sign of any of them: it counts for the first ones.
const HOLDERS: usize = 4;

/// For each output, how many names were said after it that nobody had said before and that stand in it.
/// Linear in the conversation.
pub(super) fn uses(past: &Past<'_>) -> Vec<usize> {
    let mut uses = vec![0; past.outputs.len()];
    let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut said: HashSet<&str> = HashSet::new();
    let mut outputs = past.outputs.iter().enumerate().peekable();
    for text in past.said {
        while let Some((at, output)) = outputs.next_if(|(at, _)| *at < text.after) {
            for word in words(output.text).filter(|word| is_name(word) && !said.contains(word)) {
                let holders = holders.entry(word).or_default();
                if holders.len() < HOLDERS && holders.last() != Some(&at) {
                    holders.push(at);
                }
            }
        }
        for word in said_words(text).filter(|word| is_name(word)) {
            said.insert(word);
            for at in holders.remove(word).unwrap_or_default() {
                if let Some(uses) = uses.get_mut(at) {
                    *uses += 1;
                }
            }
        }
    }
    uses
}

#[cfg(test)]
mod tests {
    use headroom_core::{BlockKind, Hints, Output, Said};

    use super::*;

    #[test]
    fn names_that_come_up_first_in_an_output_count_for_it() {
        let output = |text| Output::new(text, Hints::none(), 1, 1);
        let outputs = [output("load_config read_all"), output("load_config"), output("late_name")];
        let said = [
            Said::new(BlockKind::User, "mend read_all", 0),
            Said::new(BlockKind::ToolCall, r#"{"old": "read_all\nload_config()"}"#, 2),
            Said::new(BlockKind::Assistant, "load_config, late_name", 2),
        ];
        assert_eq!(uses(&Past::new(&outputs, &said, 1)), [1, 1, 0]);
    }
}

//! The outputs of several commands in one text, as the shell line that ran them tells.

use std::collections::HashSet;

use super::protect::shows_editable;
use super::source::{Source, of_command, shell_line};
use crate::shell::{self, Command};
use crate::{ContentType, Hints, Span};

/// What a shell line prints, in order.
#[derive(Debug)]
pub(super) struct Outputs {
    steps: Vec<Step>,
}

/// One thing that is printed.
#[derive(Debug)]
enum Step {
    /// A line that `echo` writes between others.
    Caption(String),
    /// The output of a command.
    Output(Output),
}

/// The output of a command.
#[derive(Clone, Debug)]
struct Output {
    source: Source,
    /// It shows a file that an agent may edit.
    editable: bool,
}

/// A part of the text, and what it is an output of.
#[derive(Debug)]
pub(super) struct Part {
    /// Whole lines.
    pub(super) span: Span,
    outputs: Vec<Output>,
}

impl Part {
    /// The only command whose output it is.
    pub(super) fn source(&self) -> Option<&Source> {
        match self.outputs.as_slice() {
            [output] => Some(&output.source),
            _ => None,
        }
    }

    /// Whether a file that an agent may edit is shown in it, or may be.
    pub(super) fn is_editable(&self) -> bool {
        self.outputs.iter().any(|output| output.editable)
    }

    /// Whether one of the commands before all files that an agent may edit writes this type.
    pub(super) fn expects_first(&self, content_type: ContentType) -> bool {
        self.outputs.iter().take_while(|output| !output.editable).any(|o| o.writes(content_type))
    }

    /// Whether one of the commands behind all files that an agent may edit writes this type.
    pub(super) fn expects_last(&self, content_type: ContentType) -> bool {
        self.outputs
            .iter()
            .rev()
            .take_while(|output| !output.editable)
            .any(|o| o.writes(content_type))
    }
}

impl Output {
    /// Whether the command writes this type of its own accord.
    fn writes(&self, content_type: ContentType) -> bool {
        match content_type {
            ContentType::SEARCH => matches!(self.source, Source::Search { .. }),
            ContentType::DIFF => self.source == Source::Diff,
            ContentType::TABLE => self.source == Source::Table,
            ContentType::LOG => self.source == Source::Runner,
            ContentType::STACK_TRACE => {
                matches!(self.source, Source::Runner | Source::Unknown)
            }
            _ => false,
        }
    }
}

impl Outputs {
    /// The outputs of the call's shell line, if there are several that differ in kind.
    pub(super) fn of(hints: &Hints<'_>) -> Option<Self> {
        let line = shell_line(hints)?;
        let printers = shell::printers(line);
        let steps: Vec<Step> = printers.iter().filter_map(step).collect();
        let outputs = steps.iter().filter(|step| matches!(step, Step::Output(_))).count();
        let captioned = steps.iter().any(|step| matches!(step, Step::Caption(_)));
        (outputs >= 2 && (captioned || shell::producer(line).is_none())).then_some(Self { steps })
    }

    /// Cuts a text at the captions, where each stands in it as often as it is written; else all of it
    /// is one part. Linear.
    pub(super) fn parts(&self, text: &str) -> Vec<Part> {
        let captions = self.steps.iter().filter_map(|step| match step {
            Step::Caption(caption) => Some(caption.as_str()),
            Step::Output(_) => None,
        });
        let known: HashSet<&str> = captions.clone().collect();
        let found: Vec<(Span, &str)> = Span::lines(text)
            .map(|(span, line)| (span, line.trim()))
            .filter(|(_, line)| known.contains(line))
            .collect();
        if !captions.eq(found.iter().map(|(_, line)| *line)) {
            return vec![Part { span: Span::whole(text), outputs: self.outputs() }];
        }
        self.between(text, &found)
    }

    fn outputs(&self) -> Vec<Output> {
        let output = |step: &Step| match step {
            Step::Output(output) => Some(output.clone()),
            Step::Caption(_) => None,
        };
        self.steps.iter().filter_map(output).collect()
    }

    /// The parts between the captions that were found.
    fn between(&self, text: &str, captions: &[(Span, &str)]) -> Vec<Part> {
        let mut captions = captions.iter();
        let mut parts = vec![Part { span: Span::whole(text), outputs: Vec::new() }];
        for step in &self.steps {
            match (step, parts.last_mut()) {
                (Step::Output(output), Some(part)) => part.outputs.push(output.clone()),
                (Step::Caption(_), Some(part)) => {
                    let Some((caption, _)) = captions.next() else { continue };
                    part.span.end = caption.start;
                    let span = Span::new(caption.end, text.len());
                    parts.push(Part { span, outputs: Vec::new() });
                }
                (_, None) => {}
            }
        }
        parts.retain(|part| !part.span.of(text).trim().is_empty());
        parts
    }
}

fn step(command: &Command<'_>) -> Option<Step> {
    if command.program == "echo" {
        return caption(command).map(Step::Caption);
    }
    if shell::is_remark(command) {
        return None;
    }
    let editable = shows_editable(command);
    Some(Step::Output(Output { source: of_command(command), editable }))
}

/// The line that an `echo` writes, if it is known.
fn caption(command: &Command<'_>) -> Option<String> {
    let is_option = |word: &&std::borrow::Cow<'_, str>| matches!(&***word, "-e" | "-n" | "-E");
    let words: Vec<&str> = command.args.iter().skip_while(is_option).map(AsRef::as_ref).collect();
    let text = words.join(" ");
    let text = text.trim().trim_start_matches("\\n").trim_end_matches("\\n").trim();
    let plain = !text.is_empty() && !text.contains(['$', '`', '\\', '*', '\n']);
    plain.then(|| text.to_owned())
}

//! What is known about a block before it is looked at.

/// What precedes a block and helps to understand it.
///
/// By invariant I1 all of it comes from before the block: the question, the call that produced it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Hints<'a> {
    /// The last text of the user before the block.
    pub question: Option<&'a str>,
    /// The name of the tool that was called.
    pub tool: Option<&'a str>,
    /// The call's arguments.
    pub arguments: Arguments<'a>,
    /// The programming language, where a file name or fence tells it (`rust`, `python`, ...).
    pub language: Option<&'a str>,
    /// The result is marked as failed.
    pub is_error: bool,
}

impl<'a> Hints<'a> {
    /// Hints that say nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// These hints with a tool name.
    #[must_use]
    pub fn with_tool(mut self, tool: &'a str) -> Self {
        self.tool = Some(tool);
        self
    }

    /// These hints with the question that precedes the block.
    #[must_use]
    pub fn with_question(mut self, question: &'a str) -> Self {
        self.question = Some(question);
        self
    }

    /// These hints with the call's arguments.
    #[must_use]
    pub fn with_arguments(mut self, arguments: Arguments<'a>) -> Self {
        self.arguments = arguments;
        self
    }

    /// These hints with the mark of a failed result.
    #[must_use]
    pub fn with_error(mut self, is_error: bool) -> Self {
        self.is_error = is_error;
        self
    }
}

/// The arguments of a tool call that tell what its result is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Arguments<'a> {
    /// A shell command line.
    pub command: Option<&'a str>,
    /// A file or folder.
    pub path: Option<&'a str>,
    /// A search pattern or query.
    pub pattern: Option<&'a str>,
    /// All arguments as they stand in the request (JSON text), for telling calls apart.
    pub raw: &'a str,
}

impl<'a> Arguments<'a> {
    /// Arguments of a call that runs this command line.
    #[must_use]
    pub fn command(command: &'a str) -> Self {
        Self { command: Some(command), ..Self::default() }
    }

    /// Arguments of a call that reads this path.
    #[must_use]
    pub fn path(path: &'a str) -> Self {
        Self { path: Some(path), ..Self::default() }
    }

    /// These arguments with a search pattern.
    #[must_use]
    pub fn with_pattern(mut self, pattern: &'a str) -> Self {
        self.pattern = Some(pattern);
        self
    }
}

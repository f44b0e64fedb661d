//! What kinds of text change from call to call, and how sure that is.

use std::fmt;

use serde::Serialize;

/// A kind of text that changes from call to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum VolatileKind {
    /// A date with a time of day: ISO 8601, RFC 2822, what `date` and `ctime` print.
    Timestamp,
    /// A day, or a month of a year; a weekday where the text says that it is today's.
    Date,
    /// A time of day.
    Time,
    /// A UUID, with hyphens.
    Uuid,
    /// A ULID, of which the first ten characters tell a plausible time.
    Ulid,
    /// A JSON Web Token.
    Jwt,
    /// Seconds or milliseconds since 1970, from 2015 up to 2050.
    Epoch,
    /// A hash in hexadecimal digits, or the short form of a commit's.
    Hash,
    /// What is labelled as the id of a session, request, trace and the like.
    Identifier,
    /// The path of a working directory.
    WorkingDirectory,
    /// A branch, the state of a working tree, recent commits.
    GitStatus,
    /// The number of a process.
    ProcessId,
    /// What counts up or down: turns, requests, tokens that are left.
    Counter,
}

impl VolatileKind {
    /// All kinds.
    pub const ALL: [Self; 13] = [
        Self::Timestamp,
        Self::Date,
        Self::Time,
        Self::Uuid,
        Self::Ulid,
        Self::Jwt,
        Self::Epoch,
        Self::Hash,
        Self::Identifier,
        Self::WorkingDirectory,
        Self::GitStatus,
        Self::ProcessId,
        Self::Counter,
    ];

    /// Why text of this kind does not stay the same, as the end of a sentence.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Timestamp => "a point in time differs with every call",
            Self::Date => "a date differs from day to day",
            Self::Time => "a time of day differs with every call",
            Self::Uuid => "a UUID is made anew for what it names",
            Self::Ulid => "a ULID is made anew and holds the time",
            Self::Jwt => "a token expires and is issued anew",
            Self::Epoch => "a count of seconds since 1970 differs with every call",
            Self::Hash => "a hash differs as soon as what it stands for does",
            Self::Identifier => "an id is made anew for each session or request",
            Self::WorkingDirectory => "a working directory differs between users and projects",
            Self::GitStatus => "the state of a repository differs with every edit and commit",
            Self::ProcessId => "a process gets another number with every start",
            Self::Counter => "a counter differs from turn to turn",
        }
    }
}

impl fmt::Display for VolatileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timestamp => "timestamp",
            Self::Date => "date",
            Self::Time => "time of day",
            Self::Uuid => "UUID",
            Self::Ulid => "ULID",
            Self::Jwt => "JSON Web Token",
            Self::Epoch => "epoch number",
            Self::Hash => "hash",
            Self::Identifier => "id",
            Self::WorkingDirectory => "working directory",
            Self::GitStatus => "git status",
            Self::ProcessId => "process id",
            Self::Counter => "counter",
        })
    }
}

/// How likely it is that a text changes from call to call, judged from one request alone.
///
/// Only two requests can tell for certain: see [`DriftDetector`](crate::DriftDetector).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Likelihood {
    /// It has the form, and may well be constant: a release date, an example, a pinned commit.
    Possible,
    /// It has the form, and its kind or the words before it say that it is of this moment.
    Likely,
}

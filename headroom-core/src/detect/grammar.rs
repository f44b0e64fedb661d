//! What compilers, test runners, package managers and build wrappers begin their lines with.

use super::search::{digits, hit};

/// A line that belongs to the grammar of a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    /// The family of tools.
    pub(super) tool: Tool,
    /// Whether nothing else begins like that. Other lines could stand in prose as well.
    pub(super) strong: bool,
}

/// A family of tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    Cargo,
    Ci,
    Compiler,
    Docker,
    Go,
    Js,
    Jvm,
    Make,
    Package,
    Python,
    Vcs,
    Other,
}

/// The sign of a line, if it has one. `inner` is the line without leading blanks.
pub(super) fn sign(line: &str, inner: &str) -> Option<Sign> {
    let first = *inner.as_bytes().first()?;
    let start = PREFIXES.partition_point(|(prefix, ..)| prefix.as_bytes().first() < Some(&first));
    let candidates = PREFIXES.get(start..)?.iter();
    let mut same = candidates.take_while(|(prefix, ..)| prefix.as_bytes().first() == Some(&first));
    if let Some((_, tool, strong)) = same.find(|(prefix, ..)| inner.starts_with(prefix)) {
        return Some(Sign { tool: *tool, strong: *strong || is_outcome(inner) });
    }
    shaped(line, inner, first)
}

/// Lines known by their shape rather than by how they begin.
fn shaped(line: &str, inner: &str, first: u8) -> Option<Sign> {
    let strong = |tool| Some(Sign { tool, strong: true });
    match first {
        b'=' | b'_' if is_banner(inner) => strong(Tool::Python),
        b'=' if is_of_process(inner) => strong(Tool::Compiler),
        b'0'..=b'9' if is_clocked_count(inner) => strong(Tool::Other),
        b'P' | b'F' | b'S' if is_timed_test(inner) => strong(Tool::Other),
        b'I' if is_place_in_script(inner) => strong(Tool::Other),
        b'.' | b'F' | b'E' | b's' | b'x' if is_progress(inner) => strong(Tool::Python),
        b'[' if is_counter(inner) => strong(Tool::Make),
        b'0'..=b'9' if is_counted_result(inner) => strong(Tool::Js),
        b'%' => None,
        _ if inner.len() == line.len() && is_diagnostic(line) => strong(Tool::Compiler),
        _ if is_outcome(inner) => strong(Tool::Cargo),
        _ if is_percent(inner) => strong(Tool::Python),
        _ if is_of_apply(inner) => strong(Tool::Other),
        _ if inner.len() == line.len() && (is_finding(line) || is_system_call(line)) => {
            Some(Sign { tool: Tool::Other, strong: false })
        }
        _ => None,
    }
}

/// Whether a line is `name ... ok`.
fn is_outcome(inner: &str) -> bool {
    ["... ok", "... FAILED", "... FAIL", "... ERROR", "... ignored"]
        .iter()
        .any(|outcome| inner.ends_with(outcome))
}

/// Whether a line is `==== text ====` or `____ text ____`.
fn is_banner(inner: &str) -> bool {
    let mark = if inner.starts_with('=') { '=' } else { '_' };
    let text = inner.trim_matches(mark);
    let marks = inner.len() - text.len();
    let titles = [
        "test session",
        "FAILURES",
        "ERRORS",
        "passed",
        "failed",
        "error",
        "warnings summary",
        "short test summary",
        "no tests ran",
        "slowest",
        "PASSES",
        "rerun test",
    ];
    marks >= 6
        && text.starts_with(' ')
        && text.ends_with(' ')
        && (mark == '_' || titles.iter().any(|title| text.contains(title)))
}

/// Whether a line is `..F.s [ 40%]`.
fn is_progress(inner: &str) -> bool {
    let run = inner.bytes().take_while(|byte| b".FEsxXP".contains(byte)).count();
    let rest = inner.get(run..).unwrap_or("").trim();
    run >= 5 && (rest.is_empty() || rest.starts_with('['))
}

/// Whether a line is `tests/a.py ..F [ 40%]` or `tests/a.py::b PASSED [ 40%]`.
fn is_percent(inner: &str) -> bool {
    inner.strip_suffix("%]").is_some_and(|head| {
        head.rsplit('[').next().is_some_and(|count| digits(count.trim_start()) > 0)
    })
}

/// Whether a line is `==1234== ...`, as memory checkers mark theirs.
fn is_of_process(inner: &str) -> bool {
    let number = inner.strip_prefix("==").unwrap_or("");
    let count = digits(number);
    count > 0 && number.get(count..).is_some_and(|rest| rest.starts_with("=="))
}

/// Whether a line is `00:12 +34 -1: ...`: a time, and how many tests went well by then.
fn is_clocked_count(inner: &str) -> bool {
    let count =
        inner.get(2..).and_then(|rest| rest.strip_prefix(':')).and_then(|rest| rest.get(2..));
    let count = count.and_then(|rest| rest.strip_prefix(" +"));
    digits(inner) == 2 && count.is_some_and(|count| digits(count) > 0)
}

/// Whether a line is `Passed Shop.Tests.Cart [12 ms]`.
fn is_timed_test(inner: &str) -> bool {
    let named = ["Passed ", "Failed ", "Skipped "].iter().any(|word| inner.starts_with(word));
    let time = inner.strip_suffix("s]").and_then(|rest| rest.rsplit_once(" ["));
    named
        && time.is_some_and(|(_, time)| time.starts_with(|c: char| c == '<' || c.is_ascii_digit()))
}

/// Whether a line is `In deploy.sh line 12:`.
fn is_place_in_script(inner: &str) -> bool {
    let place = inner.strip_prefix("In ").and_then(|rest| rest.strip_suffix(':'));
    let line = place.and_then(|place| place.rsplit_once(" line "));
    line.is_some_and(|(name, line)| {
        !name.contains(' ') && !line.is_empty() && digits(line) == line.len()
    })
}

/// Whether a line is `openat(AT_FDCWD, "/etc/hosts", O_RDONLY) = 3`, of a process by its number or not.
fn is_system_call(inner: &str) -> bool {
    let process = inner.strip_prefix("[pid ").and_then(|rest| rest.split_once("] "));
    let call = process.map_or(inner, |(_, call)| call);
    let named = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_';
    let name = call.bytes().take_while(named).count();
    let returned = call.rsplit_once(" = ").filter(|(call, _)| call.trim_end().ends_with(')'));
    name > 0
        && call.get(name..).is_some_and(|rest| rest.starts_with('('))
        && returned.is_some_and(|(_, value)| value.starts_with(['-', '?']) || digits(value) > 0)
}

/// Whether a line is `module.a.b: Creation complete after 3s [id=c]`, as Terraform tells of a resource.
fn is_of_apply(inner: &str) -> bool {
    const STATES: &[&str] = &[
        "Creating...",
        "Creation complete after ",
        "Destroying...",
        "Destruction complete after ",
        "Modifications complete after ",
        "Modifying...",
        "Read complete after ",
        "Reading...",
        "Refreshing state...",
        "Still creating...",
        "Still destroying...",
        "Still modifying...",
    ];
    let state = inner.split_once(": ").map_or("", |(_, state)| state);
    STATES.iter().any(|start| state.starts_with(start))
}

/// Whether a line is `[12/340] ...` or `[ 12%] ...`.
fn is_counter(inner: &str) -> bool {
    let Some((count, rest)) = inner.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return false;
    };
    let count = count.trim_start();
    let after = count.get(digits(count)..).unwrap_or("");
    digits(count) > 0
        && rest.starts_with(' ')
        && (after == "%"
            || after
                .strip_prefix('/')
                .is_some_and(|total| !total.is_empty() && digits(total) == total.len()))
}

/// Whether a line is `12 passing (3s)` or `3 failed, 2 passed in 1s`.
fn is_counted_result(inner: &str) -> bool {
    let rest = inner.get(digits(inner)..).unwrap_or("");
    const RESULTS: &[&str] = &[
        " passing",
        " failing",
        " pending",
        " passed",
        " failed",
        " errors generated",
        " warnings generated",
        " examples, ",
        " specs, ",
        " problems (",
    ];
    RESULTS.iter().any(|result| rest.starts_with(result)) || is_lint_row(rest)
}

/// The rest of `  12:5  error  message  rule` behind its first number.
fn is_lint_row(rest: &str) -> bool {
    rest.strip_prefix(':').is_some_and(|rest| {
        let rest = rest.get(digits(rest)..).unwrap_or("").trim_start();
        rest.starts_with("error ") || rest.starts_with("warning ")
    })
}

/// Whether a line reports on a place: `a.c:1:2: error: ...`, `a.ts(1,2): error TS1: ...`.
fn is_diagnostic(line: &str) -> bool {
    let head = line.get(..line.floor_char_boundary(300)).unwrap_or(line);
    if memchr::memchr(b':', head.as_bytes()).is_none() {
        return false;
    }
    if let Some(hit) = hit(head, false) {
        let text = hit.text;
        let text = text.get(digits(text)..).unwrap_or("").trim_start_matches(':');
        return ["error", "warning", "note", "fatal error", "in ", "undefined reference"]
            .iter()
            .any(|word| text.strip_prefix(' ').is_some_and(|text| text.starts_with(word)))
            || text.ends_with("Error");
    }
    head.contains("): error ") || head.contains("): warning ") || head.contains(": In function ")
}

/// Whether a line tells what a linter found at a place: `a.py:1:80: E501 line too long`,
/// `a.js: line 1, col 2, Warning - ...`.
fn is_finding(line: &str) -> bool {
    let head = line.get(..line.floor_char_boundary(300)).unwrap_or(line);
    if let Some((_, place)) = head.split_once(": line ") {
        return place.get(digits(place)..).is_some_and(|rest| rest.starts_with(", col "));
    }
    let Some(hit) = hit(head, false) else { return false };
    let text = hit.text.get(digits(hit.text)..).unwrap_or("").trim_start_matches(':');
    let code = text.strip_prefix(' ').and_then(|text| text.split([' ', ':']).next()).unwrap_or("");
    let letters = code.bytes().take_while(u8::is_ascii_uppercase).count();
    let number = code.get(letters..).unwrap_or("");
    (1..=5).contains(&letters) && !number.is_empty() && digits(number) == number.len()
}

/// Beginnings of lines, sorted by their first byte, with whether they are strong.
const PREFIXES: &[(&str, Tool, bool)] = &[
    ("##[", Tool::Ci, true),
    ("# pass ", Tool::Js, true),
    ("# fail ", Tool::Js, true),
    ("# tests ", Tool::Js, true),
    ("$ ", Tool::Other, false),
    ("+ ", Tool::Other, false),
    ("+++ ", Tool::Other, false),
    ("--> ", Tool::Cargo, true),
    ("---- ", Tool::Cargo, false),
    ("--- FAIL: ", Tool::Go, true),
    ("--- PASS: ", Tool::Go, true),
    ("--- SKIP: ", Tool::Go, true),
    ("---> ", Tool::Docker, true),
    ("-- ", Tool::Make, false),
    ("1..", Tool::Other, false),
    ("::group::", Tool::Ci, true),
    ("::endgroup::", Tool::Ci, true),
    ("::error", Tool::Ci, true),
    ("::warning", Tool::Ci, true),
    ("=== RUN ", Tool::Go, true),
    ("=== CONT ", Tool::Go, true),
    ("=== PAUSE ", Tool::Go, true),
    ("=> ", Tool::Docker, false),
    ("= note: ", Tool::Cargo, true),
    ("= help: ", Tool::Cargo, true),
    ("> Task :", Tool::Jvm, true),
    ("> Configure project", Tool::Jvm, true),
    (">> Issue: ", Tool::Python, true),
    ("?   \t", Tool::Go, true),
    ("AR ", Tool::Make, false),
    ("AssertionError", Tool::Python, false),
    ("Adding ", Tool::Cargo, false),
    ("BUILD SUCCESS", Tool::Jvm, true),
    ("BUILD FAIL", Tool::Jvm, true),
    ("Blocking ", Tool::Cargo, false),
    ("Building ", Tool::Package, false),
    ("CC ", Tool::Make, false),
    ("CXX ", Tool::Make, false),
    ("CMake ", Tool::Make, true),
    ("Caused by: ", Tool::Jvm, false),
    ("Checking ", Tool::Cargo, false),
    ("Cloning into ", Tool::Vcs, true),
    ("Collecting ", Tool::Package, true),
    ("Compiling ", Tool::Cargo, false),
    ("Configuring ", Tool::Make, false),
    ("Consolidate compiler generated", Tool::Make, true),
    ("Creating virtual environment", Tool::Python, true),
    ("Conf ", Tool::Package, false),
    ("Doc-tests ", Tool::Cargo, true),
    ("Done. Your build exited", Tool::Ci, true),
    ("Downloaded ", Tool::Cargo, false),
    ("Downloading ", Tool::Package, false),
    ("E   ", Tool::Python, true),
    ("ERROR ", Tool::Other, false),
    ("ERROR: ", Tool::Python, true),
    ("Exception in thread", Tool::Jvm, true),
    ("FAIL: ", Tool::Python, true),
    ("FAIL\t", Tool::Go, true),
    ("FAIL ", Tool::Js, true),
    ("FAILED ", Tool::Python, true),
    ("FAILED: ", Tool::Make, true),
    ("FAILURE: Build failed", Tool::Jvm, true),
    ("Fetched ", Tool::Package, false),
    ("Fetching ", Tool::Package, false),
    ("Finished ", Tool::Cargo, false),
    ("Found existing installation", Tool::Package, true),
    ("Fresh ", Tool::Cargo, false),
    ("Get:", Tool::Package, true),
    ("Hit:", Tool::Package, true),
    ("Hit ", Tool::Package, false),
    ("Ign ", Tool::Package, false),
    ("In file included from ", Tool::Compiler, true),
    ("Inst ", Tool::Package, false),
    ("Installing ", Tool::Package, false),
    ("LD ", Tool::Make, false),
    ("Linking ", Tool::Make, false),
    ("Locking ", Tool::Cargo, false),
    ("NameError: ", Tool::Python, false),
    ("No tests found", Tool::Js, true),
    ("OK (", Tool::Python, false),
    ("Obtaining file:", Tool::Package, true),
    ("PASS ", Tool::Js, true),
    ("PASS\t", Tool::Go, true),
    ("PASSED ", Tool::Python, true),
    ("PLAY [", Tool::Other, true),
    ("PLAY RECAP", Tool::Other, true),
    ("Preparing ", Tool::Package, false),
    ("Processing ", Tool::Package, false),
    ("Ran ", Tool::Python, false),
    ("Reading package lists", Tool::Package, true),
    ("Receiving objects:", Tool::Vcs, true),
    ("Removing ", Tool::Package, false),
    ("Requirement already satisfied", Tool::Package, true),
    ("Resolving deltas:", Tool::Vcs, true),
    ("Running ", Tool::Cargo, false),
    ("Remv ", Tool::Package, false),
    ("Selecting previously", Tool::Package, true),
    ("Setting up ", Tool::Package, false),
    ("Snapshots: ", Tool::Js, true),
    ("Step ", Tool::Docker, false),
    ("Successfully built ", Tool::Package, true),
    ("Successfully installed ", Tool::Package, true),
    ("TASK [", Tool::Other, true),
    ("Test Files ", Tool::Js, true),
    ("Test Suites: ", Tool::Js, true),
    ("Tests: ", Tool::Js, true),
    ("Tests run: ", Tool::Jvm, true),
    ("The command \"", Tool::Ci, true),
    ("Time: ", Tool::Js, false),
    ("Traceback (most recent", Tool::Python, true),
    ("Uninstalling ", Tool::Package, true),
    ("Unpacking ", Tool::Package, true),
    ("Updating ", Tool::Cargo, false),
    ("Using cached ", Tool::Package, true),
    ("Using worker: ", Tool::Ci, true),
    ("WARNING: ", Tool::Package, false),
    ("[INFO] ", Tool::Jvm, true),
    ("[ERROR] ", Tool::Jvm, true),
    ("[WARNING] ", Tool::Jvm, true),
    ("[DEBUG] ", Tool::Jvm, true),
    ("[WARN] ", Tool::Jvm, true),
    ("changed: [", Tool::Other, true),
    ("collected ", Tool::Python, false),
    ("collecting ", Tool::Python, false),
    ("configure: ", Tool::Make, true),
    ("checking ", Tool::Make, false),
    ("creating ", Tool::Make, false),
    ("copying ", Tool::Make, false),
    ("error[E", Tool::Cargo, true),
    ("error: ", Tool::Compiler, true),
    ("error TS", Tool::Js, true),
    ("failures:", Tool::Cargo, true),
    ("fatal: ", Tool::Vcs, true),
    ("found ", Tool::Package, false),
    ("from ", Tool::Compiler, false),
    ("gcc ", Tool::Make, false),
    ("g++ ", Tool::Make, false),
    ("help: ", Tool::Cargo, true),
    ("hint: ", Tool::Vcs, false),
    ("make: ", Tool::Make, true),
    ("make[", Tool::Make, true),
    ("not ok ", Tool::Other, true),
    ("note: ", Tool::Compiler, false),
    ("npm ERR", Tool::Package, true),
    ("npm WARN", Tool::Package, true),
    ("npm error", Tool::Package, true),
    ("npm http", Tool::Package, true),
    ("npm info", Tool::Package, true),
    ("npm notice", Tool::Package, true),
    ("npm warn", Tool::Package, true),
    ("ok  \t", Tool::Go, true),
    ("ok: [", Tool::Other, true),
    ("ok ", Tool::Other, false),
    ("panicked at ", Tool::Cargo, false),
    ("platform ", Tool::Python, false),
    ("plugins: ", Tool::Python, true),
    ("remote: ", Tool::Vcs, true),
    ("rootdir: ", Tool::Python, true),
    ("running ", Tool::Cargo, false),
    ("symbol: ", Tool::Compiler, true),
    ("stack backtrace:", Tool::Cargo, true),
    ("success ", Tool::Package, false),
    ("test result: ", Tool::Cargo, true),
    ("test ", Tool::Cargo, false),
    ("thread '", Tool::Cargo, true),
    ("travis_fold:", Tool::Ci, true),
    ("travis_time:", Tool::Ci, true),
    ("warning: ", Tool::Compiler, true),
    ("yarn install v", Tool::Package, true),
    ("yarn run v", Tool::Package, true),
    ("× ", Tool::Js, true),
    ("✓ ", Tool::Js, true),
    ("✔ ", Tool::Js, true),
    ("✕ ", Tool::Js, true),
    ("✖ ", Tool::Js, true),
    ("✗ ", Tool::Js, true),
    ("● ", Tool::Js, true),
    ("❯ ", Tool::Js, true),
    ("│ Error: ", Tool::Other, true),
    ("│ Warning: ", Tool::Other, true),
];

#[cfg(test)]
mod tests {
    use super::{PREFIXES, sign};

    #[test]
    fn lines_of_tools_have_signs() {
        for line in [
            "   Compiling serde v1.0.0",
            "test a::b ... ok",
            "src/a.c:3:5: error: x",
            "[12/340] CXX a.o",
            "..F..s [ 40%]",
            "===== 3 failed, 2 passed in 0.1s =====",
            "tests/a.py::b PASSED [ 40%]",
            "a.ts(3,5): error TS2304: x",
            "  12 passing (3s)",
            "A.java:19: error: x",
            "  3:5  error  x  no-undef",
            "--- FAIL: TestX (0.00s)",
            "____ test_x ____",
        ] {
            assert!(sign(line, line.trim_start()).is_some(), "{line}");
        }
        for line in ["An error occurred in the past.", "12 men passed", "[1] a note", "...", ""] {
            assert_eq!(sign(line, line.trim_start()), None, "{line}");
        }
    }

    #[test]
    fn the_table_is_grouped_by_first_byte() {
        assert!(PREFIXES.is_sorted_by_key(|(prefix, ..)| prefix.as_bytes()[0]));
    }
}

//! How tools write that something failed: one table, a row a form.
//!
//! Patterns are matched against a line as a terminal shows it, without a leading time. They are
//! byte-level and look at structure: where a word stands and what stands around it. A pattern that
//! begins with `^` is anchored in all of its branches; the others may match anywhere in the line. The
//! first row that matches decides, so that rows stand from the surest to the vaguest.

/// What a line that matches a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What runs the steps says that one of them, or the run, failed.
    Exit,
    /// A tool says that it failed.
    Verdict,
    /// Counts of a run.
    Total,
    /// The start of what is told of one failure.
    Failure,
    /// A failure in one line, below a heading with less indentation.
    Item,
    /// A place in a source file and what is to be said of it.
    Place,
    /// A line of a severe level, or with an error's name.
    Severe,
    /// The start of a warning.
    Warning,
    /// The title of a part of a report.
    Section,
    /// A command, or a stage of a run.
    Step,
    /// Words that often go with failures.
    Hint,
    /// A line about something that went well, whatever words are in it.
    Quiet,
}

/// How far the block goes that a line starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The line alone.
    Line,
    /// Over lines that are indented more deeply, and blank ones between them.
    Deeper,
    /// As [`End::Deeper`], and one more line.
    Trace,
    /// To the next blank line.
    Blank,
    /// To the next line that matches.
    Before(&'static str),
}

impl End {
    /// The pattern of the line before which the block ends, if one tells.
    pub(super) fn before(self) -> Option<&'static str> {
        match self {
            Before(pattern) => Some(pattern),
            _ => None,
        }
    }
}

/// A form that lines of tools have.
#[derive(Debug)]
pub(super) struct Row {
    /// The tools that write it.
    pub(super) tool: &'static str,
    /// What the line is.
    pub(super) part: Part,
    /// The pattern of the line.
    pub(super) start: &'static str,
    /// How far its block goes.
    pub(super) end: End,
}

const fn row(tool: &'static str, part: Part, start: &'static str) -> Row {
    Row { tool, part, start, end: End::Line }
}

const fn block(tool: &'static str, part: Part, start: &'static str, end: End) -> Row {
    Row { tool, part, start, end }
}

/// What a line of a block looks like that names a place in a source file or says what went wrong.
pub(super) const KEY: &str = r#"\.[A-Za-z][A-Za-z0-9_]{0,9}(?::|\(|", line |: line )[0-9]+|\.dart [0-9]+:[0-9]|\.tf(?:vars)? line [0-9]|^[\s#]*(?:E\s|thread '|Caused by|(?:[A-Za-z_.$]+)?(?:Error|Exception|Failure|Panic)\b|error|panic|assert|(?:[Ee]xpected|[Aa]ctual|[Rr]eceived|[Gg]ot|left|right|not equal|Diff)\b|(?:symbol|required|found|reason):)"#;

use End::{Before, Blank, Deeper, Line, Trace};
use Part::{
    Exit, Failure, Hint, Item, Place, Quiet, Section, Severe, Step, Total, Verdict, Warning,
};

/// The place in a source file that a diagnostic of one line begins with: file and line, or, below the name of the
/// file, line and column.
pub(super) const PLACE: &str = r"^(?:[^\s:(]|:[\\/])+\.[A-Za-z][A-Za-z0-9_]{0,9}(?::|\(|: line )[0-9]+|^\s+[0-9]+(?::[0-9]+\s| \| +(?:ERROR|WARNING)\b)";

/// What says what went wrong in a block, for telling kinds of failures apart.
pub(super) const MESSAGE: &str = r"^\s*(?:E\s+|[#|>*-]+\s*)?(?:[A-Za-z_.$]*(?:Error|Exception|Failure|Panic)\b|error|panicked|assert|(?:[Ee]xpected|[Aa]ctual|[Gg]ot|Failed)\b)|panicked at|\^-+\^? SC[0-9]|^[A-Z]{1,5}[0-9]{2,5}(?: \[\*\])? [^0-9 (=]| error: |: error";

/// What counts in a line of counts tell that not all went well.
pub(super) const BAD_TOTAL: &str = r"(?i)(?:^|[^0-9.])[1-9][0-9]* (?:\w+ )?(?:fail|error|broken|problem|offense)|(?:fail(?:ed|ures?)?|errors?)(?:: *| )[1-9]|^FAIL";

/// One side of a comparison.
pub(super) const SIDE: &str = r"^[\s#]*(?:E\s+)?(?:left|right|[Ee]xpected|[Aa]ctual|[Rr]eceived|[Gg]ot|[Ww]ant(?:ed)?|[Bb]ut (?:was|got))(?: \w+)?:";

/// What is added to a diagnostic: notes, help, what to write instead, and that it does not matter.
pub(super) const NOTE: &str = r"^\s*(?:= )?(?:note|help|hint): |^\S+: note: |^\s*[0-9]+ [-+~] |\(ignored\)$|(?:^| )(?:DETAIL|HINT|QUERY|CONTEXT|STATEMENT):  ";

/// What a compiler repeats of the source below a diagnostic, and the marks under it.
pub(super) const ECHO: &str = r"^\s*(?:[0-9+]* ?\||-->|\^|~)";

/// The line above diagnostics in which compilers say where they are.
pub(super) const CONTEXT: &str =
    r"^\S+: (?:In |At )\S.*:$|^In file included from |^\S+:[0-9]+: +required from here$";

/// An exception and its message, wherever they stand.
pub(super) const EXCEPTION: &str =
    r"(?:^|[^A-Za-z0-9_])[A-Z][A-Za-z0-9]*(?:Error|Exception): [^<\\\r\n]{1,160}";

/// Words of severity and of outcomes other than success, the gravest first.
#[rustfmt::skip]
pub(super) const LEVELS: &[&str] = &[
    "PANIC", "FATAL", "EMERG", "EMERGENCY", "panic", "fatal", "Fatal", "emerg", "ALERT", "CRITICAL",
    "CRIT", "SEVERE", "alert", "critical", "crit", "ERROR", "FAILED", "FAILURE", "FAIL", "fail", "Error",
    "error", "err", "Failed", "failed", "Failure", "failure", "WARN", "WARNING", "Warning", "warning",
    "warn", "XPASS", "XFAIL", "SKIPPED", "SKIP", "ignored",
];

/// How many of [`LEVELS`], from the first on, say that what writes them does not go on.
pub(super) const FATAL: usize = 8;

/// The table.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    // What went well, in forms that cannot be taken for anything else.
    row("cargo test", Quiet, r"^test .* \.\.\. (?:ok|ignored)"),
    row("mocha, jest, vitest", Quiet, r"^\s*(?:✓|✔|√|☑|∙|•) "),
    row("tap", Quiet, r"^\s*ok\b"),
    row("go test, googletest", Quiet, r"^\s*(?:--- PASS|--- SKIP|=== (?:RUN|PAUSE|CONT|NAME)|PASS\b|\[ +(?:OK|RUN|PASSED) +\]|\[-+\])"),
    row("unittest", Hint, r"^\S+ \(\S+\) \.\.\. (?:skipped|expected failure|unexpected success)"),
    row("pytest", Quiet, r"^\S+::\S+ (?:PASSED|SKIPPED|XFAIL)"),
    row("pytest", Quiet, r"(?:PASSED|SKIPPED) +\[ *[0-9]+%\]"),
    row("travis", Quiet, r"exited with 0\.$"),
    row("dotnet test, vstest, swift test", Quiet, r"^\s*(?:Passed|Skipped) \S.*\[[<0-9][^\]]*\]$|^Test Case '.*' (?:started|passed)"),
    row("configure", Quiet, r"^\s*checking (?:for|whether|if|how|dependency) .*\.\.\. ?\S*$"),
    // A run or a step says that it failed.
    row("travis", Exit, r#"^The command ".*" (?:exited with [1-9]|failed)|^Your build has been stopped|^No output has been received in the last|^The job exceeded the maximum"#),
    row("travis", Exit, r"exited with [1-9][0-9]*\.$"),
    row("github actions", Exit, r"^##\[error\]|^::error"),
    row("github actions", Exit, r"Process completed with exit code [1-9]"),
    row("gitlab, jenkins", Exit, r"^ERROR: Job failed|^Finished: FAILURE|^Build step .* marked build as failure"),
    row("gradle, maven, ant, xcodebuild, msbuild", Verdict, r"^(?:\[\w+\] )?\**\s*(?:BUILD FAIL(?:ED|URE)|TEST FAILED|ARCHIVE FAILED|Build FAILED)|^FAILURE: Build failed|^Build failed"),
    row("make, ninja", Verdict, r"^(?:\S*make(?:\.exe)?(?:\[[0-9]+\])?: \*\*\* |ninja: build stopped|ninja: error|waf: )"),
    row("make, ninja", Verdict, r": recipe for target '.*' failed"),
    row("npm, yarn, lerna", Verdict, r"^(?:error Command failed|npm ERR! (?:code|errno|Exit status)|npm error (?:code|errno)|lerna ERR! |ERR_PNPM|error Couldn't| ELIFECYCLE )"),
    row("cargo", Verdict, r"^error: (?:could not compile|test failed|aborting due to|build failed|process didn't exit|\d+ targets? failed)"),
    row("rake, grunt, gulp", Verdict, r"^rake aborted!|^Aborted due to warnings|^Warning: Task .* failed|^Fatal error: "),
    row("rake, grunt, gulp", Verdict, r"errored after"),
    row("vite, vitest", Verdict, r"^failed to load config"),
    row("docker", Verdict, r"^ERROR: failed to (?:solve|build)"),
    row("docker", Verdict, r"returned a non-zero code: [1-9]|did not complete successfully: exit code"),
    row("sbt, bazel, stack, erlang.mk", Verdict, r"^\[error\] (?:Total time|\(.*\) )|^ERROR: Build did NOT|^FAILED: Build did NOT|^FAILED: |^Test suite failure|^===> .*(?:[Ff]ailed|[Ee]rror)"),
    row("shells", Verdict, r"^Killed$|^Terminated$"),
    row("shells", Verdict, r"(?:exit(?:ed)?(?: with)?|return(?:ed)?|terminated with) (?:exit )?(?:code|status|exit code|error code)[:= ]+\(?[1-9]|[Ss]egmentation fault|core dumped"),
    // Counts of a run.
    row("cargo test", Total, r"^test result: |^error: \d+ targets"),
    row("pytest", Total, r"^=*\s*(?:[0-9]+ (?:failed|passed|skipped|errors?|warnings?|deselected|xfailed|xpassed)(?:, )?)+.* in [0-9]"),
    row("unittest", Total, r"^Ran [0-9]+ tests? in|^FAILED \((?:failures|errors)|^OK(?: \(|$)"),
    row("jest, vitest", Total, r"^\s*(?:Test Suites|Tests|Snapshots|Test Files|Suites): *[0-9]|^\s+(?:Test Files|Tests)  .*(?:passed|failed)"),
    row("mocha, karma, jasmine, cypress", Total, r"^\s*[0-9]+ (?:passing|failing|pending|specs?, [0-9])|^(?:Executed|TOTAL:?) [0-9]+ (?:of|SUCCESS|FAILED)"),
    row("eslint, tsc, rubocop, flake8", Total, r"^\s*(?:✖ )?[0-9]+ (?:problems?|errors?|warnings?|vulnerabilities|offenses?|files? inspected|issues?)\b|^Found [0-9]+ (?:errors?|problems?)|^[0-9]+ files? inspected"),
    row("gcc, clang, javac", Total, r"^[0-9]+ (?:errors?|warnings?)(?: and [0-9]+ errors?)?(?: generated)?\.?$"),
    row("maven, junit, testng", Total, r"^(?:\[\w+\] )?Tests run: |^Total tests run: |^[0-9]+ tests? completed|^OK \([0-9]+ tests?\)"),
    row("rspec, minitest, cucumber", Total, r"^\s*[0-9]+ (?:examples?|runs?|tests?|scenarios?|steps?|assertions?|features?|checks?|suites?), "),
    row("phpunit", Total, r"^Tests: [0-9]+, |^(?:FAILURES|ERRORS)!$"),
    row("ctest, prove, tap", Total, r"^[0-9]+% tests passed|^Result: [A-Z]|^Files=[0-9]|^Failed [0-9]+/[0-9]+ |^# (?:tests|pass|fail|failed|passed)\b"),
    row("node:test", Total, r"^ℹ (?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [0-9]"),
    row("go test", Total, r"^FAIL(?:\s|$)|^FAIL: "),
    row("hspec, exunit, busted, scalatest, ginkgo", Total, r"^[0-9]+ (?:examples?|tests?|successes|passed|doctests?)\b.*(?:fail|error)|^Ran [0-9]+ of [0-9]+ Specs|^Summary: |^Executed [0-9]+ tests?|^\s*Executed [0-9]+ tests?, with"),
    row("hspec, exunit, busted, scalatest, ginkgo", Total, r"Tests: succeeded"),
    row("dotnet test, vstest", Total, r"^(?:Passed|Failed)! +- |^Test Run (?:Failed|Successful)|^\s*(?:Total tests|Passed|Failed|Skipped): [0-9]+$"),
    row("dart, flutter test", Total, r"^[0-9]{2}:[0-9]{2} \+[0-9]+.*: (?:All tests passed!|Some tests failed\.)$"),
    row("valgrind", Total, r"^==[0-9]+== (?:ERROR SUMMARY|[A-Z]+ SUMMARY|\s+(?:definitely|indirectly|possibly) lost):"),
    row("ansible", Total, r"^\S+ +: ok=[0-9]+ "),
    row("common test", Total, r"^All [0-9]+ tests"),
    row("common test", Total, r"TEST COMPLETE, "),
    row("latexmk", Total, r"^Output written on|^No pages of output"),
    row("pytest, cargo test, rspec, mocha", Section, r"^={3,} [A-Za-z].* ={3,}$|^(?:failures|Failures|Failed examples):$"),
    // Failures, tool by tool.
    block("ruff", Failure, r"^[A-Z]{1,5}[0-9]{2,5} (?:\[\*\] )?[^0-9 (=]", Blank),
    block("rustc, clippy", Failure, r"^error(?:\[E[0-9]+\])?: ", Blank),
    row("cargo test", Failure, r"^test .* \.\.\. FAILED"),
    block("cargo test", Failure, r"^---- .* (?:stdout|stderr) ----$", Before(r"^(?:---- |failures:|test result)")),
    block("rust panics", Failure, r"^thread '.*' (?:\([0-9]+\) )?panicked at", Blank),
    block("nextest", Failure, r"^\s+thread '.*' (?:\([0-9]+\) )?panicked at", Before(r"^\s*(?:note: run with|(?:PASS|FAIL|SLOW|TRY|SIG[A-Z]+)\b.* \[)|^\s+std(?:out|err) ───|^─")),
    row("nextest", Failure, r"^\s*(?:FAIL|TIMEOUT|SIG[A-Z]+|ABORT|LEAK|FLAKY [0-9/]+|TRY [0-9]+ [A-Z]+) \[ *[0-9.]+s\]"),
    block("dotnet test, vstest", Failure, r"^\s*Failed \S.*\[[<0-9][^\]]*\]$", Before(r"^\s*(?:Passed|Failed|Skipped) \S.*\[[<0-9][^\]]*\]$|^(?:Passed|Failed)! |^Test Run|^Total tests|^\[xUnit")),
    block("dart, flutter test", Failure, r"^[0-9]{2}:[0-9]{2} \+.* \[E\]$", Before(r"^[0-9]{2}:[0-9]{2} \+")),
    block("terraform", Failure, r"^│ Error: ", Before(r"^╵")),
    block("terraform", Failure, r"^│ Warning: ", Before(r"^╵")),
    block("flutter test", Failure, r"^══╡ EXCEPTION CAUGHT", Before(r"^═{20,}$|^[0-9]{2}:[0-9]{2} \+")),
    block("valgrind", Failure, r"^==[0-9]+== (?:Invalid|Conditional jump|Use of|Source and dest|Mismatched|Syscall param|Process terminating|Argument .* of function|[0-9,]+ (?:\([^)]*\) )?bytes in .* lost)", Before(r"^==[0-9]+== *$|^[^=]")),
    block("bandit", Failure, r"^>> Issue: ", Before(r"^-{20,}$|^>> Issue: ")),
    row("terraform", Failure, r"^\s*# \S+ (?:will be|must be|is tainted|has moved|has been) "),
    row("ansible", Failure, r"^(?:fatal|failed): \[[^\]]+\]"),
    row("pytest", Failure, r"^(?:FAILED|ERROR) \S+(?:::|\.py)|^\S+::\S+ (?:FAILED|ERROR)"),
    row("pytest", Failure, r"(?:FAILED|ERROR) +\[ *[0-9]+%\]"),
    block("pytest", Failure, r"^_+ [^_ ].* _+$", Before(r"^(?:_+ [^_ ].* _+$|={3,} (?:FAILURES|ERRORS|PASSES|[a-z ]*(?:summary|durations)|[0-9]+ (?:failed|passed|errors?)))")),
    block("unittest, nose", Failure, r"^(?:FAIL|ERROR): \S+ ?(?:\(|$)", Before(r"^={10,}|^Ran [0-9]+ test")),
    block("python", Failure, r"^\s*Traceback \(most recent call last\)", Trace),
    block("jest", Failure, r"^\s*● ", Deeper),
    block("ava", Failure, r"^\s*Difference \(- actual, \+ expected\):", Before(r"^\s*(?:✘|─)")),
    row("vitest", Failure, r"^\s*❯ \S+ \([0-9]+ tests? "),
    block("vitest", Failure, r"^\s*FAIL\s+\S.* > ", Before(r"^\s*FAIL\s+\S|^⎯|^ Test Files")),
    block("vitest, ava, tape", Failure, r"^\s*(?:✕|✗|✘|×|✖|❯|❌|╳) ", Deeper),
    row("jest, vitest", Failure, r"^\s*FAIL\s+\S"),
    block("mocha, rspec, exunit", Failure, r"^ {1,3}[0-9]+\) \S", Before(r"^ {1,3}[0-9]+\) \S|^Finished in |^Failed examples:|^[0-9]+ \w+, |^npm |^error |^##\[|^\$ |^The command |^[-=]{3,}")),
    block("mocha, rspec, exunit, phpunit", Failure, r"^\s+[0-9]+\) \S", Deeper),
    block("phpunit", Failure, r"^[0-9]+\) \S", Before(r"^(?:[0-9]+\) |FAILURES!|ERRORS!|Tests: |--$)")),
    block("ghc", Failure, r"^\S+\.l?hs:[0-9]+:[0-9]+:$", Deeper),
    row("apt", Failure, r"^(?:E|Err)(?::[0-9]+)?: \S|^W: Failed"),
    block("xcodebuild", Failure, r"^The following build commands failed:", Blank),
    row("prove", Failure, r"\(Wstat: [1-9]|Failed: [1-9]"),
    row("rspec", Failure, r"^rspec \./|^rspec '"),
    block("go test", Failure, r"^\s*--- FAIL: ", Deeper),
    row("go test", Failure, r"^\s+\S+_test\.go:[0-9]+: .*\b(?:want|got|expected)\b"),
    row("go test -json", Failure, r#"^\{.*"Action":"fail""#),
    row("go test -json", Failure, r#"^\{.*"Action":"output".*"Output":"\s+\S+\.go:[0-9]+: .*\b(?:want|got|expected|[Ee]rror)"#),
    block("go", Failure, r"^panic: |^fatal error: |^WARNING: DATA RACE", Before(r"^$|^exit status")),
    row("go vet, golint", Failure, r"^(?:\./|vet: )?[A-Za-z0-9_./-]+\.go:[0-9]+(?::[0-9]+)?: "),
    block("junit, surefire", Failure, r"<<< (?:FAILURE|ERROR)!", Blank),
    block("maven", Failure, r"^(?:Failed tests|Tests in error):", Blank),
    block("gradle", Failure, r"^\* (?:What went wrong|Where):", Blank),
    block("gradle", Failure, r"^\S.* FAILED$", Deeper),
    block("javac, scalac, kotlinc", Failure, r"^(?:\[\w+\] )?\S+\.(?:java|kt|scala|groovy):(?:\[?[0-9]+)?(?:[,:][0-9]+\]?)?:? error: ", Before(r"^$|^\S+\.(?:java|kt|scala|groovy):[0-9]+: |^[0-9]+ (?:error|warning)|^Note: ")),
    block("maven", Failure, r"^\[ERROR\] ", Deeper),
    block("gcc, clang, swiftc, ghc", Failure, r"^\S.*:[0-9]+(?:[:.][0-9]+)?(?:[-:][0-9]+)?:? (?:fatal |internal compiler )?[Ee]rror:", Deeper),
    block("ld", Failure, r"^(?:\S*ld|ld\.lld|collect2|clang(?:\+\+)?|cc1|cc1plus|lld|g\+\+|gcc): (?:fatal )?(?:error|symbol|cannot|library not|unrecognized|.*: No such)|^Undefined symbols", Deeper),
    block("ld", Failure, r": undefined reference to|multiple definition of", Deeper),
    block("tsc", Failure, r"^\S+(?:\([0-9]+,[0-9]+\)|:[0-9]+:[0-9]+)(?:: | - )error (?:TS|CS|FS|MSB)?[0-9]+", Deeper),
    row("msbuild", Failure, r": (?:fatal )?error [A-Z]{1,5}[0-9]{2,5}: "),
    row("eslint, stylelint", Item, r"^\s+[0-9]+:[0-9]+\s+(?:error|✖|×)\s"),
    row("phpcs, standard", Item, r"^\s+[0-9]+ \| ERROR"),
    block("cmake", Failure, r"^CMake Error", Before(r"^(?:--|\S)")),
    row("ctest", Failure, r"^\s*[0-9]+ - .* \((?:Failed|Timeout|SEGFAULT|Not Run)\)"),
    row("ctest", Failure, r"\*\*\*(?:Failed|Exception|Timeout|Not Run)"),
    row("npm", Failure, r"^npm (?:ERR!|error)"),
    row("node-gyp", Failure, r"^gyp (?:ERR!|error) (?:stack|configure error|build error)"),
    row("yarn, pip", Failure, r"^(?:error|ERROR|FATAL|fatal)(?: \S+)?: \S|^error \S"),
    block("ruby", Failure, r"^\S+\.rb:[0-9]+:in .*(?:Error|Exception|\()", Deeper),
    block("minitest, test-unit", Failure, r"^(?:Failure|Error):\s*$", Blank),
    block("minitest, test-unit", Failure, r"^(?:Failure|Error): \S+[(#]", Blank),
    row("rubocop", Failure, r"^\S+:[0-9]+:[0-9]+: [CWEF]: "),
    block("latex", Failure, r"^! ", Before(r"^$|^\)")),
    row("latex", Failure, r"^\S+\.tex:[0-9]+: "),
    block("tap, prove", Failure, r"^\s*not ok\b", Before(r"^\s*(?:ok|not ok)\b|^$")),
    block("perl", Failure, r"^#\s+Failed test", Before(r"^[^#]|^# Looks|^$|^#\s+Failed test")),
    row("common test, eunit", Failure, r"^\s*\*\*failed\*\*"),
    row("common test, eunit", Failure, r"\*\*\* FAILED |\.\.\.\*failed\*"),
    block("erlang", Failure, r"^- - - - -", Before(r"^- - - - -|^Testing ")),
    block("exunit", Failure, r"^== Compilation error|^\*\* \(", Deeper),
    block("scalatest, specs2", Failure, r"^\[error\]\s+[x!] ", Deeper),
    block("scalatest, specs2", Failure, r"\*\*\* FAILED \*\*\*", Deeper),
    block("sbt", Failure, r"^\[error\] ", Deeper),
    block("hspec, tasty", Failure, r"^\s+FAIL\b", Deeper),
    block("hspec, tasty", Failure, r"FAILED \[[0-9]+\]", Deeper),
    block("julia", Failure, r"^(?:Test Failed|Error During Test)|^ERROR: ", Deeper),
    block("julia", Failure, r": Test Failed", Deeper),
    block("clojure", Failure, r"^(?:FAIL|ERROR) in \(", Blank),
    block("busted, vader, bats", Failure, r"^(?:Failure|Error) →|^\s*✗ ", Deeper),
    block("busted, vader, bats", Failure, r"\(X\)", Deeper),
    row("xcodebuild", Failure, r"^\s*(?:✗|❌|✖)"),
    block("shellcheck", Failure, r"^In \S+ line [0-9]+:$", Before(r"^In \S+ line [0-9]+:$|^For more information")),
    row("shellcheck", Warning, r"^\s*\^-*\^? SC[0-9]+ \((?:error|warning|info|style)\)"),
    block("awesome_bot", Failure, r"^Issues :-\(", Blank),
    block("googletest", Failure, r"^\[  FAILED  \]", Line),
    block("googletest", Failure, r"^\S+:[0-9]+: Failure$", Before(r"^\[ ")),
    block("docker build", Failure, r"^------$|^ > \[.*\]:$|^>>> ", Before(r"^------$")),
    block("java", Failure, r#"^\s*(?:Exception in thread |Caused by: |[a-z]+(?:\.[a-zA-Z0-9_$]+)+(?:Exception|Error)\b)"#, Deeper),
    block("node", Failure, r"^\s*(?:Uncaught |Unhandled )?(?:[A-Z][A-Za-z]*)?(?:Error|Exception)(?: \[[A-Z_]+\])?: ", Deeper),
    block("php", Failure, r"^(?:PHP )?(?:Fatal error|Parse error|Uncaught )", Deeper),
    block("r cmd check", Failure, r"^\* checking .* (?:ERROR|FAIL)|^Error in |^Error: ", Deeper),
    // What went well or goes on, though a word in it may say otherwise.
    row("package managers", Quiet, r"^\s*(?:Get|Hit|Ign|Fetched|Selecting|Preparing|Unpacking|Setting|Collecting|Downloading|Downloaded|Retrieving|Fetching|Requirement|Installing|Compiling|Building|Using|Updating|Copying|Adding|Generating|inflating|extracting|creating|adding)(?::[0-9]+)? [^:]*(?:: [0-9a-f]+)?$"),
    // Severity by its place in the line.
    block("loggers", Severe, r"(?:^|[^A-Za-z0-9_./-])(?:ERROR|FATAL|CRITICAL|SEVERE|EMERGENCY|EMERG|ALERT|CRIT|PANIC|FAILED|FAILURE)(?:[^A-Za-z0-9_./-]|$)", Deeper),
    block("loggers", Severe, r"^[EF][0-9]{4,} |^\s*[0-9]+ +[0-9]+ [EF] |^[EF]/", Deeper),
    block("loggers", Severe, r#"\[(?:error|crit|alert|emerg|fatal|err|critical|[a-z_]+:error)\]|\b(?:level|severity|lvl)"?[=:]\s*"?(?:error|fatal|panic|critical|crit|err|alert|emerg)\b"#, Deeper),
    row("access logs", Severe, r#"" 5[0-9][0-9] (?:[0-9]+|-)"#),
    row("json lines, logfmt", Severe, r#"\bstatus(?:_?code)?"?[=:]\s*"?5[0-9][0-9]\b|"level":\s*[56]0\b"#),
    row("kernel, systemd", Severe, r"Out of memory: Kill|\bsegfault at |Kernel panic|\bOops: |BUG: unable|Failed with result '"),
    block("any", Severe, r"(?:^|[\s\]:])(?:[Ff]atal [Ee]rror|[Ee]rror|[Ff]atal|[Ff]ailure|[Ff]ailed)(?: [A-Z]?[0-9]+)?:(?:\s|$)", Deeper),
    block("any", Severe, r"(?:^|[\s(:\[])(?:[A-Za-z_$][A-Za-z0-9_$]*[.:]+)*[A-Z][A-Za-z0-9]*(?:Error|Exception)(?::|$|\s*[({]| at )", Deeper),
    // Warnings.
    block("rustc, gcc, clang, ghc", Warning, r"(?:^|: )[Ww]arning(?:\[[A-Za-z0-9_-]+\])?:", Deeper),
    row("npm, yarn, pip", Warning, r"^(?:npm (?:WARN|warn)|warning |WARNING: |DEPRECATION: )"),
    block("loggers", Warning, r"(?:^|[^A-Za-z0-9_./-])(?:WARN|WARNING|Warning)(?:[^A-Za-z0-9_./-]|$)", Deeper),
    row("loggers", Warning, r"^W[0-9]{4,} |^\s*[0-9]+ +[0-9]+ W |^W/"),
    row("loggers", Warning, r#"\[(?:warn|warning|[a-z_]+:warn)\]|\b(?:level|severity|lvl)"?[=:]\s*"?warn"#),
    row("eslint", Hint, r"^\s+[0-9]+:[0-9]+\s+warning\s"),
    row("latex", Hint, r"^(?:Overfull|Underfull) |^(?:LaTeX|Package) .*Warning"),
    row("eslint", Place, r"^\S+: line [0-9]+, col [0-9]+, "),
    row("linters", Place, r"^(?:\./)?[A-Za-z0-9_@~./+-]*[A-Za-z0-9_]\.[A-Za-z]{1,6}:[0-9]+(?::[0-9]+)?:? +[^ ]"),
    // Commands and stages.
    row("shells", Step, r"^(?:\$|\+|>) \S"),
    row("github actions", Step, r"^##\[(?:group|command)\]|^Run \S"),
    row("docker, gradle, maven, npm", Step, r"^(?:Step [0-9]+/[0-9]+ : |#[0-9]+ \[|> Task :|> \S+@\S+ |\[INFO\] --- |==> |=== )"),
    // Words.
    row("any", Hint, r"(?i)(?:^|[^A-Za-z0-9_./@-])(?:fail(?:ed|s|ure|ing)?|errors?|fatal|cannot|can't|could not|couldn't|unable to|denied|not found|no such|missing|unexpected|invalid|timed? ?out|refused|undefined|unresolved|mismatch|violat(?:es?|ion)|abort(?:ed|ing)?|unsupported|exception|rejected|not installed|unknown)(?:[^A-Za-z0-9_/@-]|$)"),
];

//! What compilers and linters say of places in source files, a line each.

use insta::assert_snapshot;

use crate::{many, seen};

#[test]
fn a_long_list_shows_its_ends_each_file_and_each_kind() {
    let out = seen(&[
        many(
            30,
            "src/cart.ts({n},9): error TS2322: Type 'string' is not assignable to type 'number'.\n",
        ),
        "src/cart.ts(31,4): error TS2554: Expected 2 arguments, but got 1.\n".into(),
        many(
            40,
            "src/stock.ts({n},9): error TS2322: Type 'string' is not assignable to type 'number'.\n",
        ),
        many(30, "src/price.ts({n},3): error TS2304: Cannot find name 'vat{n}'.\n"),
    ]);
    assert_snapshot!(out, @r"
src/cart.ts(1,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(2,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(3,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(4,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(5,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(6,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(7,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(8,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(9,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(10,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(11,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(12,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(13,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(14,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(15,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(16,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(17,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(18,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(19,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(20,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(21,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(22,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(23,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/cart.ts(24,9): error TS2322: Type 'string' is not assignable to type 'number'.
[lines 25-30 left out, like lines shown: 6 error]
src/cart.ts(31,4): error TS2554: Expected 2 arguments, but got 1.
src/stock.ts(1,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/stock.ts(2,9): error TS2322: Type 'string' is not assignable to type 'number'.
[lines 34-68 left out, like lines shown: 35 error]
src/stock.ts(38,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/stock.ts(39,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/stock.ts(40,9): error TS2322: Type 'string' is not assignable to type 'number'.
src/price.ts(1,3): error TS2304: Cannot find name 'vat1'.
src/price.ts(2,3): error TS2304: Cannot find name 'vat2'.
[lines 74-77 left out, like lines shown: 4 error]
src/price.ts(7,3): error TS2304: Cannot find name 'vat7'.
src/price.ts(8,3): error TS2304: Cannot find name 'vat8'.
src/price.ts(9,3): error TS2304: Cannot find name 'vat9'.
src/price.ts(10,3): error TS2304: Cannot find name 'vat10'.
src/price.ts(11,3): error TS2304: Cannot find name 'vat11'.
src/price.ts(12,3): error TS2304: Cannot find name 'vat12'.
src/price.ts(13,3): error TS2304: Cannot find name 'vat13'.
src/price.ts(14,3): error TS2304: Cannot find name 'vat14'.
src/price.ts(15,3): error TS2304: Cannot find name 'vat15'.
src/price.ts(16,3): error TS2304: Cannot find name 'vat16'.
src/price.ts(17,3): error TS2304: Cannot find name 'vat17'.
src/price.ts(18,3): error TS2304: Cannot find name 'vat18'.
src/price.ts(19,3): error TS2304: Cannot find name 'vat19'.
src/price.ts(20,3): error TS2304: Cannot find name 'vat20'.
src/price.ts(21,3): error TS2304: Cannot find name 'vat21'.
src/price.ts(22,3): error TS2304: Cannot find name 'vat22'.
src/price.ts(23,3): error TS2304: Cannot find name 'vat23'.
src/price.ts(24,3): error TS2304: Cannot find name 'vat24'.
src/price.ts(25,3): error TS2304: Cannot find name 'vat25'.
src/price.ts(26,3): error TS2304: Cannot find name 'vat26'.
src/price.ts(27,3): error TS2304: Cannot find name 'vat27'.
src/price.ts(28,3): error TS2304: Cannot find name 'vat28'.
src/price.ts(29,3): error TS2304: Cannot find name 'vat29'.
src/price.ts(30,3): error TS2304: Cannot find name 'vat30'.
");
}

#[test]
fn a_short_list_stays_whole() {
    let lines = many(
        20,
        "src/cart.ts({n},9): error TS2322: Type 'string' is not assignable to type 'number'.\n",
    );
    let setup = many(90, "step {n}: resolved the part of the project with that number\n");
    let out = seen(&[setup, lines.clone()]);
    assert!(out.ends_with(&lines), "{out}");
}

#[test]
fn findings_without_a_verdict() {
    let out = seen(&[
        many(60, "shop/cart.py:{n}:80: E501 line too long (88 > 79 characters)\n"),
        "shop/cart.py:61:5: F841 local variable 'vat' is assigned to but never used\n".into(),
        many(60, "shop/stock.py:{n}:80: E501 line too long (97 > 79 characters)\n"),
    ]);
    assert_snapshot!(out, @r"
shop/cart.py:1:80: E501 line too long (88 > 79 characters)
shop/cart.py:2:80: E501 line too long (88 > 79 characters)
shop/cart.py:3:80: E501 line too long (88 > 79 characters)
shop/cart.py:4:80: E501 line too long (88 > 79 characters)
shop/cart.py:5:80: E501 line too long (88 > 79 characters)
shop/cart.py:6:80: E501 line too long (88 > 79 characters)
shop/cart.py:7:80: E501 line too long (88 > 79 characters)
shop/cart.py:8:80: E501 line too long (88 > 79 characters)
shop/cart.py:9:80: E501 line too long (88 > 79 characters)
shop/cart.py:10:80: E501 line too long (88 > 79 characters)
shop/cart.py:11:80: E501 line too long (88 > 79 characters)
shop/cart.py:12:80: E501 line too long (88 > 79 characters)
shop/cart.py:13:80: E501 line too long (88 > 79 characters)
shop/cart.py:14:80: E501 line too long (88 > 79 characters)
shop/cart.py:15:80: E501 line too long (88 > 79 characters)
shop/cart.py:16:80: E501 line too long (88 > 79 characters)
shop/cart.py:17:80: E501 line too long (88 > 79 characters)
shop/cart.py:18:80: E501 line too long (88 > 79 characters)
shop/cart.py:19:80: E501 line too long (88 > 79 characters)
shop/cart.py:20:80: E501 line too long (88 > 79 characters)
shop/cart.py:21:80: E501 line too long (88 > 79 characters)
shop/cart.py:22:80: E501 line too long (88 > 79 characters)
shop/cart.py:23:80: E501 line too long (88 > 79 characters)
shop/cart.py:24:80: E501 line too long (88 > 79 characters)
[lines 25-56 left out, like lines shown]
shop/cart.py:57:80: E501 line too long (88 > 79 characters)
shop/cart.py:58:80: E501 line too long (88 > 79 characters)
shop/cart.py:59:80: E501 line too long (88 > 79 characters)
shop/cart.py:60:80: E501 line too long (88 > 79 characters)
shop/cart.py:61:5: F841 local variable 'vat' is assigned to but never used
shop/stock.py:1:80: E501 line too long (97 > 79 characters)
shop/stock.py:2:80: E501 line too long (97 > 79 characters)
[lines 64-97 left out, like lines shown]
shop/stock.py:37:80: E501 line too long (97 > 79 characters)
shop/stock.py:38:80: E501 line too long (97 > 79 characters)
shop/stock.py:39:80: E501 line too long (97 > 79 characters)
shop/stock.py:40:80: E501 line too long (97 > 79 characters)
shop/stock.py:41:80: E501 line too long (97 > 79 characters)
shop/stock.py:42:80: E501 line too long (97 > 79 characters)
shop/stock.py:43:80: E501 line too long (97 > 79 characters)
shop/stock.py:44:80: E501 line too long (97 > 79 characters)
shop/stock.py:45:80: E501 line too long (97 > 79 characters)
shop/stock.py:46:80: E501 line too long (97 > 79 characters)
shop/stock.py:47:80: E501 line too long (97 > 79 characters)
shop/stock.py:48:80: E501 line too long (97 > 79 characters)
shop/stock.py:49:80: E501 line too long (97 > 79 characters)
shop/stock.py:50:80: E501 line too long (97 > 79 characters)
shop/stock.py:51:80: E501 line too long (97 > 79 characters)
shop/stock.py:52:80: E501 line too long (97 > 79 characters)
shop/stock.py:53:80: E501 line too long (97 > 79 characters)
shop/stock.py:54:80: E501 line too long (97 > 79 characters)
shop/stock.py:55:80: E501 line too long (97 > 79 characters)
shop/stock.py:56:80: E501 line too long (97 > 79 characters)
shop/stock.py:57:80: E501 line too long (97 > 79 characters)
shop/stock.py:58:80: E501 line too long (97 > 79 characters)
shop/stock.py:59:80: E501 line too long (97 > 79 characters)
shop/stock.py:60:80: E501 line too long (97 > 79 characters)
");
}

#[test]
fn bandit() {
    let issue = |n: usize| {
        format!(
            ">> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.\n   \
             Severity: Low   Confidence: High\n   CWE: CWE-703 (https://cwe.mitre.org/data/definitions/703.html)\n   \
             Location: ./shop/part{n}.py:{n}:4\n{n}\t    assert part{n}\n\n{}\n",
            "-".repeat(50)
        )
    };
    let shell = ">> Issue: [B602:subprocess_popen_with_shell_equals_true] subprocess call with shell=True.\n   \
        Severity: High   Confidence: High\n   Location: ./shop/run.py:9:4\n9\t    call(line, shell=True)\n\n"
        .to_owned()
        + &"-".repeat(50)
        + "\n";
    let out = seen(&[
        "Run started:2026-03-01 10:00:00\n\nTest results:\n".into(),
        (1..12).map(issue).collect(),
        shell,
        (12..40).map(issue).collect(),
        "\nCode scanned:\n\tTotal lines of code: 900\n\nRun metrics:\n\tTotal issues (by severity):\n\t\tLow: 39\n\t\tHigh: 1\n"
            .into(),
    ]);
    assert_snapshot!(out, @r"
    Run started:2026-03-01 10:00:00

    Test results:
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
       Severity: Low   Confidence: High
       CWE: CWE-703 (https://cwe.mitre.org/data/definitions/703.html)
       Location: ./shop/part1.py:1:4
    1	    assert part1

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
       Severity: Low   Confidence: High
       CWE: CWE-703 (https://cwe.mitre.org/data/definitions/703.html)
       Location: ./shop/part2.py:2:4
    2	    assert part2

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 19-20 left out, like lines shown]
       Location: ./shop/part3.py:3:4
    3	    assert part3

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 26-27 left out, like lines shown]
       Location: ./shop/part4.py:4:4
    4	    assert part4

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 33-34 left out, like lines shown]
       Location: ./shop/part5.py:5:4
    5	    assert part5

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 40-41 left out, like lines shown]
       Location: ./shop/part6.py:6:4
    6	    assert part6

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 47-48 left out, like lines shown]
       Location: ./shop/part7.py:7:4
    7	    assert part7

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 54-55 left out, like lines shown]
       Location: ./shop/part8.py:8:4
    8	    assert part8

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 61-62 left out, like lines shown]
       Location: ./shop/part9.py:9:4
    9	    assert part9

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 68-69 left out, like lines shown]
       Location: ./shop/part10.py:10:4
    10	    assert part10

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 75-76 left out, like lines shown]
       Location: ./shop/part11.py:11:4
    11	    assert part11

    --------------------------------------------------
    >> Issue: [B602:subprocess_popen_with_shell_equals_true] subprocess call with shell=True.
       Severity: High   Confidence: High
       Location: ./shop/run.py:9:4
    9	    call(line, shell=True)

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 88-89 left out, like lines shown]
       Location: ./shop/part12.py:12:4
    12	    assert part12

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 95-96 left out, like lines shown]
       Location: ./shop/part13.py:13:4
    13	    assert part13

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 102-103 left out, like lines shown]
       Location: ./shop/part14.py:14:4
    14	    assert part14

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 109-110 left out, like lines shown]
       Location: ./shop/part15.py:15:4
    15	    assert part15

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 116-117 left out, like lines shown]
       Location: ./shop/part16.py:16:4
    16	    assert part16

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 123-124 left out, like lines shown]
       Location: ./shop/part17.py:17:4
    17	    assert part17

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 130-131 left out, like lines shown]
       Location: ./shop/part18.py:18:4
    18	    assert part18

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 137-138 left out, like lines shown]
       Location: ./shop/part19.py:19:4
    19	    assert part19

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 144-145 left out, like lines shown]
       Location: ./shop/part20.py:20:4
    20	    assert part20

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 151-152 left out, like lines shown]
       Location: ./shop/part21.py:21:4
    21	    assert part21

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 158-159 left out, like lines shown]
       Location: ./shop/part22.py:22:4
    22	    assert part22

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 165-166 left out, like lines shown]
       Location: ./shop/part23.py:23:4
    23	    assert part23

    --------------------------------------------------
    >> Issue: [B101:assert_used] Use of assert detected. The enclosed code will be removed.
    [lines 172-173 left out, like lines shown]
       Location: ./shop/part24.py:24:4
    [lines 175-276 left out, like lines shown]
       Severity: Low   Confidence: High
       CWE: CWE-703 (https://cwe.mitre.org/data/definitions/703.html)
       Location: ./shop/part39.py:39:4
    39	    assert part39

    --------------------------------------------------

    Code scanned:
    	Total lines of code: 900

    Run metrics:
    	Total issues (by severity):
    		Low: 39
    		High: 1
    ");
}

#[test]
fn ruff() {
    let finding = |n: usize| {
        format!(
            "E501 Line too long (9{n} > 88)\n --> shop/cart.py:{n}:89\n  |\n{n} |     total = total + price_of_the_part\n  |             ^^^^^\n  |\n\n"
        )
    };
    let import = "F401 [*] `os` imported but unused\n --> shop/stock.py:1:8\n  |\n1 | import os\n  |        ^^\n  |\nhelp: Remove unused import: `os`\n\n";
    let out = seen(&[
        (1..40).map(finding).collect(),
        import.into(),
        (40..60).map(finding).collect(),
        "Found 60 errors.\n[*] 1 fixable with the `--fix` option.\n".into(),
    ]);
    assert!(out.contains(import), "{out}");
    assert!(out.contains("E501 Line too long (91 > 88)\n --> shop/cart.py:1:89\n"), "{out}");
    assert!(out.ends_with("Found 60 errors.\n[*] 1 fixable with the `--fix` option.\n"), "{out}");
}

#[test]
fn shellcheck() {
    let finding = |n: usize| {
        format!(
            "\nIn deploy.sh line {n}:\n  cp $part{n} /srv\n     ^-----^ SC2086 (info): Double quote to prevent globbing and word splitting.\n\nDid you mean:\n  cp \"$part{n}\" /srv\n\n"
        )
    };
    let other = "\nIn deploy.sh line 90:\n  cd $root\n  ^------^ SC2164 (warning): Use 'cd ... || exit' in case cd fails.\n";
    let out =
        seen(&[(1..60).map(finding).collect(), other.into(), (60..80).map(finding).collect()]);
    assert!(out.contains(other), "{out}");
}

#[test]
fn a_message_that_goes_on_stays_whole() {
    let wrapped = |n: usize| {
        format!(
            "shop/part.py:{n}: error: Cannot find implementation or library stub for\nmodule named \"stock{n}\"  [import-not-found]\n    from stock{n} import Part\n    ^\n"
        )
    };
    let out = seen(&[(1..120).map(wrapped).collect(), "Found 119 errors in 119 files\n".into()]);
    let whole = "error: Cannot find implementation or library stub for\nmodule named \"stock2\"  [import-not-found]\n";
    assert!(out.contains(whole), "{out}");
}

/// What is warned of has its place below it.
#[test]
fn places_of_warnings() {
    let unused = |n: usize| {
        format!(
            "warning: unused variable: `part{n}`\n --> src/cart.rs:{n}:9\n  |\n{n} |     let part{n} = 1;\n  |         ^^^^^^\n\n"
        )
    };
    let dead = "warning: function `total` is never used\n --> src/cart.rs:90:4\n  |\n90 | fn total() {}\n  |    ^^^^^\n\n";
    let out = seen(&[
        (1..40).map(unused).collect(),
        dead.into(),
        many(40, "   Compiling part{n} v1.0.{n}\n"),
    ]);
    assert!(
        out.contains("warning: function `total` is never used\n --> src/cart.rs:90:4\n"),
        "{out}"
    );
}

/// A finding without the name of its file would be taken for one of another file.
#[test]
fn findings_below_the_name_of_a_file() {
    let file = |nth: usize| {
        let findings = many(12, "  {n}:7  error  'part' is never used  no-unused-vars\n");
        let other = if nth == 9 { "  33:7  error  eval can be harmful  no-eval\n" } else { "" };
        format!("/src/part{nth}.js\n{findings}{other}\n")
    };
    let out =
        seen(&[(1..20).map(file).collect(), "✖ 229 problems (229 errors, 0 warnings)\n".into()]);
    let of_file = out.split("/src/part9.js\n").nth(1).unwrap();
    let of_file = of_file.split("/src/").next().unwrap();
    assert!(of_file.contains("  33:7  error  eval can be harmful  no-eval\n"), "{out}");
}

#[test]
fn a_plan_names_all_that_it_changes() {
    let resource = |n: usize| {
        let verb = ["created", "updated in-place", "destroyed"][n % 3];
        format!(
            "  # module.shop.part[{n}] will be {verb}\n  + resource \"part\" \"p{n}\" {{\n{}    }}\n\n",
            many(6, "      + name{n} = \"value {n}\"\n")
        )
    };
    let out = seen(&[
        (0..30).map(resource).collect(),
        "Plan: 10 to add, 10 to change, 10 to destroy.\n".into(),
    ]);
    assert_eq!(out.matches(" will be ").count(), 30, "{out}");
}

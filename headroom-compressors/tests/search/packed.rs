//! Hits in packed code: lines of many kilobytes.

use super::seen::{hints, seen_with};

/// One line with a call in its middle.
fn packed(call: &str) -> String {
    let rest = |start: usize| -> String {
        (start..start + 120).map(|n| format!("function f{n}(e,t){{return g{n}(e)}}")).collect()
    };
    format!("{}{call}{}", rest(0), rest(120))
}

#[test]
fn a_line_shows_what_was_looked_for() {
    let text =
        format!("dist/app.min.js:1:{}\nsrc/app.js:9:  loadAll(config);\n", packed("loadAll(e);"));
    let seen = seen_with(&text, &hints("who loads?", "grep -rn 'loadAll(' ."));
    insta::assert_snapshot!(seen, @r"
dist/app.min.js:1:function f0(e,t){return g0(e)}function f1(e,t){return g1(e)}function f2(e,t){return g2(e)}function f3(e,t){return g3(e)}function f4(e,t){return
[3597 characters of line 1 left out]
t){return g116(e)}function f117(e,t){return g117(e)}function f118(e,t){return g118(e)}function f119(e,t){return g119(e)}loadAll(e);function f120(e,t){return g120(e)}function f121(e,t){return g121(e)}function f122(e,t){return g122(e)}function f123(
[3926 characters of line 1 left out]
(e)}function f239(e,t){return g239(e)}
src/app.js:9:  loadAll(config);
[parts of 2 lines left out; headroom_retrieve hr_om8ekh2vq0612vj65rlbeno04nu1k with lines or find fetches them]
");
}

#[test]
fn lines_that_are_read_come_before_packed_ones() {
    let calls: String =
        (0..60).map(|n| format!("src/app.js:{}:  load(config, {n});\n", 4 * n + 3)).collect();
    let text = format!("dist/app.min.js:1:{}\n{calls}", packed("function load(e){}"));
    let seen = seen_with(&text, &hints("where does `load` stand?", "grep -rn load ."));
    insta::assert_snapshot!(seen, @r"
[1 hit left out: dist/app.min.js:1]
src/app.js (20 hits shown)
3:  load(config, 0);
7:  load(config, 1);
11:  load(config, 2);
15:  load(config, 3);
19:  load(config, 4);
23:  load(config, 5);
27:  load(config, 6);
31:  load(config, 7);
35:  load(config, 8);
39:  load(config, 9);
43:  load(config, 10);
47:  load(config, 11);
51:  load(config, 12);
55:  load(config, 13);
59:  load(config, 14);
63:  load(config, 15);
67:  load(config, 16);
71:  load(config, 17);
75:  load(config, 18);
79:  load(config, 19);
[40 hits left out: app.js:83-239]
[41 of 61 lines left out; headroom_retrieve hr_i19mfeeq14d5oi9ctu3n4dqtieljq with find fetches them]
");
}

/// Whatever a command says, the lines show what it looked for, behind path and number.
#[test]
fn what_was_sought_is_found() {
    let folder = "packages/storefront/".repeat(9);
    let hits: String = (1..4)
        .map(|n| format!("{folder}app{n}.min.js:{n}:{}\n", packed("createStore(e);")))
        .collect();
    for command in [
        r"grep -rnE '\bcreateStore\b' packages",
        "git grep -n createStore",
        "grep -rn -m 100 createStore packages",
        "rg -n --glob 'packages/**' createStore",
        "rg -n --regexp=createStore packages",
        "grep -rn -ecreateStore packages",
        "grep -rin createstore packages",
        "grep -rnE 'function.*createStore' packages",
    ] {
        let seen = seen_with(&hits, &hints("who makes one?", command));
        assert_eq!(seen.matches("createStore(e);").count(), 3, "{command}: {seen}");
        assert!((1..4).all(|n| seen.contains(&format!("app{n}.min.js:{n}:function f0"))), "{seen}");
    }
}

#[test]
fn many_packed_lines_are_cut_as_well() {
    let hits: String =
        (1..30).map(|n| format!("dist/app{n}.min.js:1:{}\n", packed("createStore(e);"))).collect();
    let seen = seen_with(&hits, &hints("who makes one?", "grep -rn createStore dist"));
    assert_eq!(seen.matches("createStore(e);").count(), 29);
    assert!(seen.len() * 4 < hits.len());
}

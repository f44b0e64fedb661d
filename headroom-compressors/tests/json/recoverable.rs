//! What stays in sight of long documents.

use headroom_compressors::SmartCrusher;
use headroom_core::check::verify;
use headroom_core::notice::Notice;
use headroom_core::{
    Arguments, Budget, Compressor, ContentType, Estimator, Hints, Input, Piece, Rewrite, Unit,
};

/// A rewrite that holds, with a small aim; `None` if all stays in sight.
pub(crate) fn shorten(text: &str, hints: Hints<'_>) -> Option<Rewrite> {
    let tokens = Estimator::new();
    let input = Input::new(text, ContentType::JSON, &tokens)
        .with_budget(Budget::recoverable(120))
        .with_hints(hints);
    let rewrite = SmartCrusher::new().compress(&input).ok()?;
    verify(&SmartCrusher::new(), &input, &rewrite).expect("the rewrite holds");
    rewrite.elides().then_some(rewrite)
}

/// The output as it is rendered, but for the line with the handle.
fn shown(text: &str, question: &str) -> String {
    let rewrite = shorten(text, Hints::none().with_question(question)).expect("is shortened");
    rendered(&rewrite)
}

pub(crate) fn rendered(rewrite: &Rewrite) -> String {
    let mut out = String::new();
    for piece in rewrite.pieces() {
        match piece {
            Piece::Folded { text, .. } => out.push_str(text),
            Piece::Elided(elision) => {
                let end = if out.ends_with('\n') { "\n" } else { "," };
                match elision.unit {
                    Unit::Rows(rows) => {
                        let notice = Notice::RowsLeftOut { rows, facts: elision.facts.clone() };
                        out.push_str(&format!("{notice}{end}"));
                    }
                    // Only the core counts what is left out of a string.
                    _ => out.push_str("[...]"),
                }
            }
            _ => {}
        }
    }
    out
}

pub(crate) fn array(rows: impl Iterator<Item = String>) -> String {
    format!("[{}]", rows.collect::<Vec<_>>().join(", "))
}

#[test]
fn rows_with_a_key_twice_are_not_counted() {
    let row = |n: u32| {
        let second = if n.is_multiple_of(2) { "a" } else { "b" };
        format!(r#"{{"id":{n},"v":"a","v":"{second}","w":"{second}"}}"#)
    };
    let out = shown(&array((0..400).map(row)), "");
    assert!(out.contains("w: 200 a, 200 b") && !out.contains("v: "), "{out}");
}

fn projects() -> String {
    let branch = |n| match n {
        17 => "stable/2.x",
        _ if n % 3 == 0 => "master",
        _ => "main",
    };
    let row = |n: u32| {
        let stars = if n == 40 { 91_000 } else { 300 + (n * 7_919) % 100 };
        format!(
            "{{\"id\": {}, \"name\": \"project-{n}\", \"owner\": {{\"login\": \"team-{}\"}}, \
             \"stars\": {stars}, \"branch\": \"{}\"}}",
            4_100 + n * 37,
            n % 5,
            branch(n)
        )
    };
    format!("{{\"total\": 160, \"items\": {}, \"next\": null}}", array((0..160).map(row)))
}

#[test]
fn named_rare_and_outlying_rows_stay_and_the_rest_is_described() {
    insta::assert_snapshot!(shown(&projects(), "How many stars has project-33?"), @"
    [JSON with quotes left out; tables: {a,b} names each row's values]
    {total:160,items:[10 rows shown]{id,name,owner:{login},stars,branch}
    4100,project-0,{team-0},300,master
    [rows 2-13 of 160 left out; of all 160, id: 4100 to 9983, median 7023; owner.login: 32 team-0, 32 team-1, 32 team-2, 32 team-3, 32 team-4; stars: 300 to 91000, median 349; branch: 105 main, 54 master, 1 stable/2.x]
    4581,project-13,{team-3},347,main
    [rows 15-17 of 160 left out]
    4729,project-17,{team-2},323,stable/2.x
    [rows 19-33 of 160 left out]
    5321,project-33,{team-3},327,master
    [rows 35-40 of 160 left out]
    5580,project-40,{team-0},91000,main
    [rows 42-66 of 160 left out]
    6542,project-66,{team-1},354,master
    [rows 68-93 of 160 left out]
    7541,project-93,{team-3},367,master
    [rows 95-120 of 160 left out]
    8540,project-120,{team-0},380,master
    [rows 122-146 of 160 left out]
    9502,project-146,{team-1},374,main
    [rows 148-159 of 160 left out]
    9983,project-159,{team-4},321,master
    next:null}
    ");
}

#[test]
fn failures_stay() {
    let row = |n: u32| {
        let (level, code) = if n % 29 == 7 { ("error", 503) } else { ("info", 200) };
        format!(
            "{{\"at\": \"2026-03-01T10:{:02}:{:02}Z\", \"level\": \"{level}\", \"status\": {code}, \
             \"path\": \"/api/v1/orders/{n}\"}}",
            n / 60,
            n % 60
        )
    };
    insta::assert_snapshot!(shown(&array((0..120).map(row)), ""), @"
    [JSON with quotes left out; tables: {a,b} names each row's values]
    [10 rows shown]{at,level,status,path}
    2026-03-01T10:00:00Z,info,200,/api/v1/orders/0
    [rows 2-7 of 120 left out; of all 120, level: 116 info, 4 error; status: 116 200, 4 503]
    2026-03-01T10:00:07Z,error,503,/api/v1/orders/7
    [rows 9-15 of 120 left out]
    2026-03-01T10:00:15Z,info,200,/api/v1/orders/15
    [rows 17-36 of 120 left out]
    2026-03-01T10:00:36Z,error,503,/api/v1/orders/36
    [rows 38-45 of 120 left out]
    2026-03-01T10:00:45Z,info,200,/api/v1/orders/45
    [rows 47-65 of 120 left out]
    2026-03-01T10:01:05Z,error,503,/api/v1/orders/65
    [rows 67-75 of 120 left out]
    2026-03-01T10:01:15Z,info,200,/api/v1/orders/75
    [rows 77-94 of 120 left out]
    2026-03-01T10:01:34Z,error,503,/api/v1/orders/94
    [rows 96-105 of 120 left out]
    2026-03-01T10:01:45Z,info,200,/api/v1/orders/105
    [rows 107-119 of 120 left out]
    2026-03-01T10:01:59Z,info,200,/api/v1/orders/119
    ");
}

#[test]
fn keys_that_are_out_of_sight_are_named() {
    let row = |n: u32| {
        let key = if n == 12 { "only_here".to_owned() } else { format!("setting {}", n % 2) };
        format!(
            "{{\"module\": \"m{n}\", \"schema\": {{\"properties\": {{\"{key}\": {{\"type\": \"string\", \
             \"description\": \"what the module number {n} is for\"}}}}}}}}"
        )
    };
    insta::assert_snapshot!(shown(&array((0..90).map(row)), ""), @"
    [JSON with quotes left out; tables: {a,b} names each row's values; {*:x}: an object with any keys, its values like x]
    [7 rows shown]{module,schema:{properties:{*:{type,description}}}}
    m0,{{setting 0:{string,what the module number 0 is for}}}
    [rows 2-9 of 90 left out]
    m9,{{setting 1:{string,what the module number 9 is for}}}
    [rows 11-27 of 90 left out, with keys only_here]
    m27,{{setting 1:{string,what the module number 27 is for}}}
    [rows 29-45 of 90 left out]
    m45,{{setting 1:{string,what the module number 45 is for}}}
    [rows 47-63 of 90 left out]
    m63,{{setting 1:{string,what the module number 63 is for}}}
    [rows 65-81 of 90 left out]
    m81,{{setting 1:{string,what the module number 81 is for}}}
    [rows 83-89 of 90 left out]
    m89,{{setting 1:{string,what the module number 89 is for}}}
    ");
}

#[test]
fn rows_of_rows_share_their_line_with_the_notice() {
    let edges: Vec<String> = (0..1_500).map(|n| format!("[{n}, {}]", (n * 13) % 90)).collect();
    let text = format!(
        "{{\"graph\": \"ring\", \"directed\": false, \"edges\": [{}], \"nodes\": 90}}",
        edges.join(", ")
    );
    insta::assert_snapshot!(shown(&text, ""), @"
    [JSON with quotes left out]
    {graph:ring,directed:false,edges:[[0,0],[rows 2-99 of 1500 left out],[99,27],[100,40],[101,53],[102,66],[103,79],[104,2],[105,15],[106,28],[107,41],[108,54],[109,67],[110,80],[111,3],[112,16],[113,29],[114,42],[115,55],[rows 117-313 of 1500 left out],[313,19],[314,32],[315,45],[316,58],[317,71],[318,84],[319,7],[320,20],[321,33],[322,46],[323,59],[324,72],[325,85],[326,8],[327,21],[328,34],[329,47],[rows 331-527 of 1500 left out],[527,11],[528,24],[529,37],[530,50],[531,63],[532,76],[533,89],[534,12],[535,25],[536,38],[537,51],[538,64],[539,77],[540,0],[541,13],[542,26],[543,39],[rows 545-742 of 1500 left out],[742,16],[743,29],[744,42],[745,55],[746,68],[747,81],[748,4],[749,17],[750,30],[751,43],[752,56],[753,69],[754,82],[755,5],[756,18],[757,31],[758,44],[rows 760-956 of 1500 left out],[956,8],[957,21],[958,34],[959,47],[960,60],[961,73],[962,86],[963,9],[964,22],[965,35],[966,48],[967,61],[968,74],[969,87],[970,10],[971,23],[972,36],[rows 974-1170 of 1500 left out],[1170,0],[1171,13],[1172,26],[1173,39],[1174,52],[1175,65],[1176,78],[1177,1],[1178,14],[1179,27],[1180,40],[1181,53],[1182,66],[1183,79],[1184,2],[1185,15],[1186,28],[rows 1188-1384 of 1500 left out],[1384,82],[1385,5],[1386,18],[1387,31],[1388,44],[1389,57],[1390,70],[1391,83],[1392,6],[1393,19],[1394,32],[1395,45],[1396,58],[1397,71],[1398,84],[1399,7],[1400,20],[rows 1402-1499 of 1500 left out],[1499,47]],nodes:90}
    ");
}

#[test]
fn lines_of_json_are_rows() {
    let rows: Vec<String> = (0..200)
        .map(|n| format!("{{\"event\": \"tick\", \"n\": {n}, \"note\": \"nothing to report\"}}"))
        .collect();
    insta::assert_snapshot!(shown(&rows.join("\n"), ""), @"
    [JSON with quotes left out; tables: {a,b} names each row's values; lines: each row is a JSON text of its own]
    [17 lines shown]{event,n,note}
    tick,0,nothing to report
    [rows 2-19 of 200 left out; of all 200, n: 0 to 199, median 99]
    tick,19,nothing to report
    tick,20,nothing to report
    tick,21,nothing to report
    [rows 23-59 of 200 left out]
    tick,59,nothing to report
    tick,60,nothing to report
    tick,61,nothing to report
    [rows 63-99 of 200 left out]
    tick,99,nothing to report
    tick,100,nothing to report
    tick,101,nothing to report
    [rows 103-139 of 200 left out]
    tick,139,nothing to report
    tick,140,nothing to report
    tick,141,nothing to report
    [rows 143-179 of 200 left out]
    tick,179,nothing to report
    tick,180,nothing to report
    tick,181,nothing to report
    [rows 183-199 of 200 left out]
    tick,199,nothing to report
    ");
}

#[test]
fn long_strings_are_shown_in_part() {
    let lines: Vec<String> =
        (0..400).map(|n| format!("step {n}: copied \\\"part {n}\\\"")).collect();
    let text =
        format!("{{\"exit\": 1, \"stdout\": \"{}\\n\", \"host\": \"a\"}}", lines.join("\\n"));
    insta::assert_snapshot!(shown(&text, "What became of step 217?"), @r#"
    [JSON with quotes left out]
    {exit:1,stdout:"step 0: copied \"part 0\"\nstep 1: copied \"part 1\"\nstep 2: copied \"part 2\"\nstep 3: copied \"part 3\"\nstep 4: copied \"part 4\"\nstep 5: copied \"part 5\"\nstep 6: copied \"part 6\"\nstep 7: copied \"part 7\"\nstep 8: copied \"part 8\"\nstep 9: copied \"part 9\"\nstep 10: copied \"part 10\"\nstep 11: copied \"part 11\"\nstep 12: copied \"part 12\"\nstep 13: copied \"part 13\"\nstep 14: copied \"part 14\"\nstep 15: copied \"part 15\"\nstep 16: copied \"part 16\"\nstep 17: copied \"part 17\"\nstep 18: copied \"part 18\"\nstep 19: copied \"part 19\"\nstep 20: copied \"part 20\"\nstep 21: copied \"part 21\"\n[...]step 393: copied \"part 393\"\nstep 394: copied \"part 394\"\nstep 395: copied \"part 395\"\nstep 396: copied \"part 396\"\nstep 397: copied \"part 397\"\nstep 398: copied \"part 398\"\nstep 399: copied \"part 399\"\n",host:a}
    "#);
}

#[test]
fn encoded_bytes_are_counted() {
    let data = "iVBORw0KGgoAAAANSUhEUgAA".repeat(400);
    let text = format!(
        "{{\"name\": \"a.png\", \"data\": \"{data}\", \"url\": \"data:image/png;base64,{data}==\"}}"
    );
    insta::assert_snapshot!(shown(&text, ""), @r#"
    [JSON with quotes left out]
    {name:a.png,data:"iVBORw0KGgoAAAAN[...]",url:"data:image/png;base64,iVBORw0KGgoAAAAN[...]"}
    "#);
}

#[test]
fn the_call_names_rows_as_the_question_does() {
    let text = projects();
    let mut arguments = Arguments::default();
    arguments.raw = "{\"where\": {\"id\": 5321}}";
    let rewrite = shorten(&text, Hints::none().with_arguments(arguments)).expect("is shortened");
    assert!(rendered(&rewrite).contains("\n5321,project-33,"));
}

#[test]
fn small_documents_stay_whole() {
    let row =
        |n: u32| format!("{{\"flight\": \"HX{n}\", \"seats\": {}, \"price\": {}}}", n % 9, 100 + n);
    assert_eq!(shorten(&array((0..12).map(row)), Hints::none()), None);
    let rows = array((0..200).map(row));
    assert!(shorten(&rows, Hints::none()).is_some());
}

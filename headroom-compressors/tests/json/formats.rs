//! Common formats that are JSON: what a reader of the shortened text still sees.

use super::recoverable::{array, rendered, shorten};
use super::*;

/// A format: its name, a document, a question, and what stays in sight.
type Format = (&'static str, String, &'static str, &'static [&'static str]);

fn formats() -> Vec<Format> {
    vec![
        (
            "GeoJSON",
            geo_json(),
            "Where is the well of Oberau?",
            &["FeatureCollection", "Oberau", "11.133", "kind: 59 well, 1 spring"],
        ),
        (
            "OpenAPI",
            open_api(),
            "Which parameters has GET /items/17/parts?",
            &["/items/17/parts", "openapi", "responses", "with keys"],
        ),
        (
            "notebook",
            notebook(),
            "What did the cell with fit_model print?",
            &["fit_model", "loss 0.125", "nbformat", "image/png"],
        ),
        (
            "HAR",
            har(),
            "",
            &[
                "creator",
                "/api/orders/31",
                "503",
                "Service Unavailable",
                "response.status: 79 200, 1 503",
            ],
        ),
        (
            "Kubernetes list",
            pods(),
            "Why does checkout-7 not start?",
            &["checkout-7", "CrashLoopBackOff", "status.phase: 49 Running, 1 Pending"],
        ),
        (
            "SARIF",
            sarif(),
            "",
            &["2.1.0", "SQL text is built from input", "level: 68 note, 1 error", "src/m40.rs"],
        ),
        (
            "GraphQL",
            graph_ql(),
            "Who reviewed PR 4031?",
            &["pageInfo", "hasNextPage:true", "4031", "reviewer-31"],
        ),
        ("search engine", hits(), "", &["total", "max_score", "timed_out:true", "doc-0"]),
    ]
}

fn geo_json() -> String {
    let row = |n: u32| {
        let (name, kind) = match n {
            33 => ("Oberau".to_owned(), "well"),
            50 => (format!("place {n}"), "spring"),
            _ => (format!("place {n}"), "well"),
        };
        format!(
            r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[11.1{n:02},47.5{n:02}]}},
            "properties":{{"name":"{name}","kind":"{kind}","depth":{}}}}}"#,
            20 + n % 7
        )
    };
    format!(r#"{{"type":"FeatureCollection","features":{}}}"#, array((0..60).map(row)))
}

fn open_api() -> String {
    let path = |n: u32| {
        format!(
            r#""/items/{n}/parts":{{"get":{{"operationId":"list{n}","parameters":[{{"name":"limit_{n}","in":"query",
            "schema":{{"type":"integer"}}}}],"responses":{{"200":{{"description":"the parts of item {n}"}}}}}}}}"#
        )
    };
    let paths: Vec<String> = (0..50).map(path).collect();
    let schema = |n: u32| {
        format!(r#""Part{n}":{{"type":"object","properties":{{"field_{n}":{{"type":"string"}}}}}}"#)
    };
    let schemas: Vec<String> = (0..30).map(schema).collect();
    format!(
        r#"{{"openapi":"3.1.0","paths":{{{}}},"components":{{"schemas":{{{}}}}}}}"#,
        paths.join(","),
        schemas.join(",")
    )
}

fn notebook() -> String {
    let cell = |n: u32| {
        let source = if n == 21 { "fit_model(data)".to_owned() } else { format!("step_{n}(data)") };
        let print =
            if n == 21 { "loss 0.125".to_owned() } else { format!("rows read: {}", n * 12) };
        let image = "iVBORw0KGgoAAAANSUhEUgAA".repeat(if n == 5 { 300 } else { 0 });
        format!(
            r#"{{"cell_type":"code","execution_count":{n},"source":["{source}\n"],"outputs":[{{"output_type":"stream",
            "text":["{print}\n"]}},{{"output_type":"display_data","data":{{"image/png":"{image}"}}}}]}}"#
        )
    };
    format!(r#"{{"cells":{},"nbformat":4,"nbformat_minor":5}}"#, array((1..40).map(cell)))
}

fn har() -> String {
    let entry = |n: u32| {
        let (code, text) = if n == 31 { (503, "Service Unavailable") } else { (200, "OK") };
        format!(
            r#"{{"time":{}.5,"request":{{"method":"GET","url":"https://shop.example.org/api/orders/{n}"}},
            "response":{{"status":{code},"statusText":"{text}"}}}}"#,
            80 + n % 11
        )
    };
    format!(
        r#"{{"log":{{"version":"1.2","creator":{{"name":"probe","version":"4"}},"entries":{}}}}}"#,
        array((0..80).map(entry))
    )
}

fn pods() -> String {
    let pod = |n: u32| {
        let (phase, reason) =
            if n == 7 { ("Pending", "CrashLoopBackOff") } else { ("Running", "Started") };
        format!(
            r#"{{"metadata":{{"name":"checkout-{n}","namespace":"shop","labels":{{"app":"checkout"}}}},
            "status":{{"phase":"{phase}","containerStatuses":[{{"name":"main","restartCount":{},"reason":"{reason}"}}]}}}}"#,
            if n == 7 { 42 } else { 0 }
        )
    };
    format!(r#"{{"apiVersion":"v1","kind":"List","items":{}}}"#, array((0..50).map(pod)))
}

fn sarif() -> String {
    let result = |n: u32| {
        let (level, text) = match n {
            40 => ("error", "SQL text is built from input".to_owned()),
            _ => ("note", format!("a name of {n} letters is long")),
        };
        format!(
            r#"{{"ruleId":"R{}","level":"{level}","message":{{"text":"{text}"}},"locations":[{{"physicalLocation":
            {{"artifactLocation":{{"uri":"src/m{n}.rs"}},"region":{{"startLine":{n}}}}}}}]}}"#,
            n % 4
        )
    };
    format!(r#"{{"version":"2.1.0","runs":[{{"results":{}}}]}}"#, array((1..70).map(result)))
}

fn graph_ql() -> String {
    let edge = |n: u32| {
        format!(
            r#"{{"cursor":"c{n}","node":{{"number":{},"title":"Change number {n} of many","reviews":{{"nodes":[
            {{"author":{{"login":"reviewer-{n}"}},"state":"APPROVED"}}]}}}}}}"#,
            4_000 + n
        )
    };
    format!(
        r#"{{"data":{{"repository":{{"pullRequests":{{"pageInfo":{{"hasNextPage":true}},"edges":{}}}}}}}}}"#,
        array((0..60).map(edge))
    )
}

fn hits() -> String {
    let hit = |n: u32| {
        format!(
            r#"{{"_index":"docs","_id":"doc-{n}","_score":{}.25,"_source":{{"title":"Document {n}","body":"what
            document number {n} says of its subject"}}}}"#,
            100 - n
        )
        .replace('\n', " ")
    };
    format!(
        r#"{{"took":12,"timed_out":true,"hits":{{"total":{{"value":9120}},"max_score":100.25,"hits":{}}}}}"#,
        array((0..70).map(hit))
    )
}

#[test]
fn what_matters_stays_in_sight() {
    for (name, text, question, visible) in formats() {
        let hints = Hints::none().with_question(question);
        let rewrite = shorten(&text, hints).unwrap_or_else(|| panic!("{name} is not shortened"));
        let shown = rendered(&rewrite);
        for part in visible {
            assert!(shown.contains(part), "{name}: {part} in {shown}");
        }
        assert!(shown.len() * 2 < text.len(), "{name}: {} of {}", shown.len(), text.len());
    }
}

#[test]
fn all_of_them_come_back() {
    for (_, text, ..) in formats() {
        if let Ok(folded) = compress(&text) {
            assert_restores(&text, &folded);
        }
    }
}

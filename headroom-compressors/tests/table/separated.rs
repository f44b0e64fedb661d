//! Comma- and tab-separated values.

use headroom_core::ContentType;
use insta::assert_snapshot;

use super::fold_as;

#[test]
fn what_neighbours_share_is_said_once() {
    let text = "\
test,tool,command,seconds,lines
literal,rg,rg -n 'alpha|beta' --no-ignore,0.0687,16
literal,rg,rg -n 'alpha|beta' --no-ignore,0.0684,16
literal,rg,rg -n 'alpha|beta' --no-ignore,0.0728,16
literal,ag,\"ag -s 'alpha, beta'\",1.2005,16
words,ag,\"ag -sw 'alpha, beta'\",1.3005,4
words,ag,\"ag -sw 'alpha, beta'\",1.3107,4
words,ag,\"ag -sw 'alpha, beta'\",1.3301,4
";
    assert_snapshot!(fold_as(ContentType::CSV, text), @r#"
    test,tool,command,seconds,lines
    literal,rg,rg -n 'alpha|beta' --no-ignore,{seconds},16
    0.0687
    0.0684
    0.0728
    literal,ag,"ag -s 'alpha, beta'",1.2005,16
    words,ag,"ag -sw 'alpha, beta'",{seconds},4
    1.3005
    1.3107
    1.3301
    "#);
}

#[test]
fn several_columns_may_vary() {
    let text = "\
host\tregion\tservice\tcheck\tat\tms
node-1.example.net\teu-central-1\tcheckout-api\thttp-get-status\t09:15:00\t12
node-1.example.net\teu-central-1\tcheckout-api\thttp-get-status\t09:16:00\t14
node-1.example.net\teu-central-1\tcheckout-api\thttp-get-status\t09:17:00\t11
node-1.example.net\teu-central-1\tcheckout-api\thttp-get-status\t09:18:00\t310
";
    assert_snapshot!(fold_as(ContentType::CSV, text), @r"
    host	region	service	check	at	ms
    node-1.example.net	eu-central-1	checkout-api	http-get-status	{at}	{ms}
    09:15:00	12
    09:16:00	14
    09:17:00	11
    09:18:00	310
    ");
}

#[test]
fn rows_that_share_little_stay() {
    let text = "id,name,state\n1,ada,active\n2,grace,active\n3,emmy,left\n";
    assert_eq!(fold_as(ContentType::CSV, text), text);
}

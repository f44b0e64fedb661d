//! What a model sees of each form of list.

use insta::assert_snapshot;

use super::{id, seen, word};

/// The start and the end of the output, without the middle of long runs of rows: enough to see how it is
/// made.
fn sketch(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out: Vec<String> = Vec::new();
    for run in lines.chunk_by(|a, b| !a.starts_with('[') && !b.starts_with('[')) {
        let hidden = run.len().saturating_sub(6);
        let (start, rest) = run.split_at(if hidden > 0 { 3 } else { run.len() });
        out.extend(start.iter().map(|line| (*line).to_owned()));
        if hidden > 0 {
            out.push(format!("... {hidden} rows"));
            out.extend(rest.iter().skip(hidden).map(|line| (*line).to_owned()));
        }
    }
    if out.len() > 24 {
        let gap = format!("... {} lines of this", out.len() - 22);
        out.splice(12..out.len() - 10, [gap]);
    }
    out.join("\n")
}

#[test]
fn git_log_oneline() {
    let text: String = (0..400)
        .map(|n| match n {
            170 => format!("{} (tag: v2.1.0) Release 2.1.0\n", id(n, 7)),
            _ => format!("{} Move the {} into the {}\n", id(n, 7), word(n), word(n + 5)),
        })
        .collect();
    let out = seen("git log --oneline", "When was 2.1.0 released?", &text);
    assert!(out.contains("(tag: v2.1.0) Release 2.1.0"), "{out}");
    assert_snapshot!(sketch(&out), @r"
    538cde4 Move the anchor into the drawer
    a609bd4 Move the hammer into the kettle
    f9859c4 Move the orchid into the basket
    ... 53 rows
    dc391f4 Move the ladder into the orchid
    20c5fd4 Move the candle into the funnel
    7342dc4 Move the jacket into the magnet
    [lines 60-75 left out]
    cbf6794 Move the basket into the funnel
    [lines 77-107 left out]
    c567054 Move the drawer into the hammer
    [lines 109-139 left out]
    ... 15 lines of this
    [lines 334-364 left out]
    1937604 Move the kettle into the orchid
    [lines 366-379 left out]
    cae25f4 Move the engine into the island
    1e6f2e4 Move the ladder into the pencil
    61fb0d4 Move the candle into the garden
    ... 15 rows
    6624da4 Move the drawer into the hammer
    b9a0b94 Move the kettle into the orchid
    0d2d884 Move the basket into the funnel
    ");
}

#[test]
fn dpkg() {
    let mut text = String::from(
        "Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n||/ Name            Version         Architecture Description\n+++-===============-===============-============-===================\n",
    );
    for n in 0..300 {
        let state = if n == 140 { "rc" } else { "ii" };
        let name = format!("lib{}{n}", word(n));
        text += &format!(
            "{state}  {name:<15} {}.{}.{}-1           amd64        files of {}\n",
            n % 9,
            n % 4,
            n % 7,
            word(n)
        );
    }
    let asked = format!("lib{}230", word(230));
    let out = seen("dpkg -l", &format!("Is {asked} there?"), &text);
    assert!(out.contains(&asked) && out.contains("\nrc  "), "{out}");
    assert_snapshot!(sketch(&out), @r"
    Desired=Unknown/Install/Remove/Purge/Hold
    | Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
    |/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
    ... 24 rows
    ii  libladder22     4.2.1-1           amd64        files of ladder
    ii  libcandle23     5.3.2-1           amd64        files of candle
    ii  libjacket24     6.0.3-1           amd64        files of jacket
    [lines 31-52 left out]
    ii  libladder47     2.3.5-1           amd64        files of ladder
    [lines 54-97 left out]
    ii  libjacket92     2.0.1-1           amd64        files of jacket
    [lines 99-142 left out]
    ... 8 lines of this
    ii  libbasket229    4.1.5-1           amd64        files of basket
    ii  libisland230    5.2.6-1           amd64        files of island
    [lines 237-293 left out]
    ii  libcandle288    0.0.1-1           amd64        files of candle
    ii  libjacket289    1.1.2-1           amd64        files of jacket
    ii  libanchor290    2.2.3-1           amd64        files of anchor
    ... 6 rows
    ii  libbasket297    0.1.3-1           amd64        files of basket
    ii  libisland298    1.2.4-1           amd64        files of island
    ii  libpencil299    2.3.5-1           amd64        files of pencil
    ");
}

#[test]
fn pip_freeze() {
    let text: String =
        (0..600).map(|n| format!("{}-{n}=={}.{}.{}\n", word(n), n % 9, n % 4, n % 7)).collect();
    assert_snapshot!(sketch(&seen("pip freeze", "", &text)), @r"
    anchor-0==0.0.0
    hammer-1==1.1.1
    orchid-2==2.2.2
    ... 65 rows
    anchor-68==5.0.5
    hammer-69==6.1.6
    orchid-70==7.2.0
    [lines 72-94 left out]
    hammer-94==4.2.3
    [lines 96-141 left out]
    drawer-141==6.1.1
    [lines 143-188 left out]
    ... 15 lines of this
    [lines 519-564 left out]
    pencil-564==6.0.4
    [lines 566-577 left out]
    ladder-577==1.1.3
    candle-578==2.2.4
    jacket-579==3.3.5
    ... 17 rows
    island-597==3.1.2
    pencil-598==4.2.3
    garden-599==5.3.4
    ");
}

#[test]
fn npm_ls() {
    let mut text = String::from("shop@1.0.0 /srv/shop\n");
    for n in 0..60 {
        text += &format!("├─┬ {}-{n}@{}.0.1\n", word(n), n % 9);
        for m in 0..5 {
            text += &format!(
                "│ ├── {}-{m}@{}.2.0{}\n",
                word(n + m),
                m % 9,
                if m == 3 { " deduped" } else { "" }
            );
        }
        let mark = if n == 31 { " invalid: \"^2.0.0\" from the root project" } else { "" };
        text += &format!("│ └─┬ {}@3.0.0\n│   └── {}@1.1.0{mark}\n", word(n + 6), word(n + 7));
    }
    text += "└── UNMET DEPENDENCY zebra@^3.22.0\n";
    let out = seen("npm ls --all", "", &text);
    let kept = "├─┬ kettle-31@4.0.1\n[lines 251-255 left out]\n│ └─┬ funnel@3.0.0\n│   └── magnet@1.1.0 invalid";
    assert!(out.contains(kept), "{out}");
    assert_snapshot!(sketch(&out), @r"
    shop@1.0.0 /srv/shop
    ├─┬ anchor-0@0.0.1
    [lines 3-9 left out]
    ├─┬ hammer-1@1.0.1
    [lines 11-17 left out]
    ├─┬ orchid-2@2.0.1
    [lines 19-25 left out]
    ├─┬ funnel-3@3.0.1
    [lines 27-33 left out]
    ├─┬ magnet-4@4.0.1
    [lines 35-41 left out]
    ├─┬ drawer-5@5.0.1
    ... 70 lines of this
    [lines 387-417 left out]
    ├─┬ pencil-52@7.0.1
    [lines 419-449 left out]
    ├─┬ ladder-56@2.0.1
    [lines 451-473 left out]
    ├─┬ anchor-59@5.0.1
    [lines 475-479 left out]
    │ └─┬ ladder@3.0.0
    │   └── candle@1.1.0
    └── UNMET DEPENDENCY zebra@^3.22.0
    ");
}

#[test]
fn git_log() {
    let mut text = String::new();
    for n in 0..120 {
        let body: String = (0..n % 4)
            .map(|m| {
                format!("    The {} did not fit the {}, which broke it.\n", word(n + m), word(m))
            })
            .collect();
        text += &format!(
            "commit {}\nAuthor: Ada <ada@example.com>\nDate:   Mon Mar 3 12:{:02}:00 2025 +0200\n\n    Mend the {} of the {}\n\n{body}\n",
            id(n, 40),
            n % 60,
            word(n),
            word(n + 3)
        );
    }
    assert_snapshot!(sketch(&seen("git log", "", &text)), @r"
    commit 538cdec5060cc93f51c7a4f79b9773e900000004
    Author: Ada <ada@example.com>
    Date:   Mon Mar 3 12:00:00 2025 +0200
    ... 96 rows
        The engine did not fit the hammer, which broke it.
        The ladder did not fit the orchid, which broke it.

    [lines 103-106 left out]
        Mend the engine of the jacket
    [lines 108-113 left out]
        Mend the ladder of the basket
    [lines 115-121 left out]
    ... 197 lines of this
    [lines 958-963 left out]
        Mend the orchid of the drawer
    [lines 965-1010 left out]
    commit 8d8d57f8b2d2a713a4a2aeaa3fe010a200000004
    Author: Ada <ada@example.com>
    Date:   Mon Mar 3 12:59:00 2025 +0200
    ... 4 rows
        The pencil did not fit the hammer, which broke it.
        The garden did not fit the orchid, which broke it.
    ");
}

#[test]
fn headings_with_rows() {
    let mut text = String::new();
    for n in 0..40 {
        text += &format!("{} ({}):\n", word(n), 8 + n % 5);
        (0..8 + n % 5)
            .for_each(|m| text += &format!("      Mend the {} of the {}\n", word(n + m), word(m)));
        text += "\n";
    }
    assert_snapshot!(sketch(&seen("git shortlog", "", &text)), @r"
    anchor (8):
          Mend the anchor of the anchor
          Mend the hammer of the hammer
    ... 109 rows
          Mend the candle of the drawer
          Mend the jacket of the kettle
          Mend the basket of the basket
    [lines 116-120 left out]
    garden (8):
    [lines 122-130 left out]
    needle (9):
    [lines 132-141 left out]
    ... 61 lines of this
          Mend the drawer of the funnel
    [lines 436-441 left out]
    funnel (10):
    [lines 443-453 left out]
    magnet (11):
    [lines 455-466 left out]
    drawer (12):
    [lines 468-478 left out]
          Mend the basket of the needle
    ");
}

#[test]
fn rows_between_tabs() {
    let text: String = (0..300)
        .map(|n| {
            format!(
                "completed\t{}\tMend the {}\tCI\tmain\t{}\t{}m{}s\n",
                if n == 200 { "failure" } else { "success" },
                word(n),
                7_000_000 + n * 37,
                n % 9,
                n % 50
            )
        })
        .collect();
    let out = seen("gh run list --limit 300", "", &text);
    assert!(out.contains("completed\tfailure"), "{out}");
    assert_snapshot!(sketch(&out), @r"
    completed	success	Mend the anchor	CI	main	7000000	0m0s
    completed	success	Mend the hammer	CI	main	7000037	1m1s
    completed	success	Mend the orchid	CI	main	7000074	2m2s
    ... 31 rows
    completed	success	Mend the anchor	CI	main	7001258	7m34s
    completed	success	Mend the hammer	CI	main	7001295	8m35s
    completed	success	Mend the orchid	CI	main	7001332	0m36s
    [lines 38-55 left out]
    completed	success	Mend the engine	CI	main	7002035	1m5s
    [lines 57-91 left out]
    completed	success	Mend the candle	CI	main	7003367	1m41s
    [lines 93-127 left out]
    ... 8 lines of this
    [lines 238-272 left out]
    completed	success	Mend the basket	CI	main	7010064	2m22s
    [lines 274-286 left out]
    completed	success	Mend the drawer	CI	main	7010582	7m36s
    completed	success	Mend the kettle	CI	main	7010619	8m37s
    completed	success	Mend the candle	CI	main	7010656	0m38s
    ... 8 rows
    completed	success	Mend the basket	CI	main	7010989	0m47s
    completed	success	Mend the island	CI	main	7011026	1m48s
    completed	success	Mend the pencil	CI	main	7011063	2m49s
    ");
}

#[test]
fn environment() {
    let mut text: String =
        (0..50).map(|n| format!("{}_HOME_{n}=/opt/{}/share\n", word(n), word(n + 3))).collect();
    let colours: String = (0..180).map(|n| format!("*.{}=01;3{}:", word(n), n % 8)).collect();
    text += &format!("LS_COLORS={colours}\nSHELL=/bin/sh\n");
    // Without the one long line the list is short.
    assert_snapshot!(sketch(&seen("env", "", &text)), @r"
    anchor_HOME_0=/opt/funnel/share
    hammer_HOME_1=/opt/magnet/share
    orchid_HOME_2=/opt/drawer/share
    ... 44 rows
    ladder_HOME_47=/opt/basket/share
    drawer_HOME_48=/opt/island/share
    kettle_HOME_49=/opt/pencil/share
    [line 51 left out: 1 LS_COLORS]
    SHELL=/bin/sh
    ");
}

#[test]
fn addresses() {
    let text: String = (1..60)
        .map(|n| format!("{n}: {}{n}: <BROADCAST,UP> mtu 1500 state UP\n    link/ether 02:42:ac:11:00:{n:02x}\n    inet 172.17.{n}.1/16 scope global {}{n}\n       valid_lft forever preferred_lft forever\n", word(n), word(n)))
        .collect();
    assert_snapshot!(sketch(&seen("ip addr", "", &text)), @r"
    1: hammer1: <BROADCAST,UP> mtu 1500 state UP
        link/ether 02:42:ac:11:00:01
        inet 172.17.1.1/16 scope global hammer1
    ... 35 rows
        inet 172.17.10.1/16 scope global garden10
           valid_lft forever preferred_lft forever
    11: needle11: <BROADCAST,UP> mtu 1500 state UP
    [lines 42-44 left out]
    12: engine12: <BROADCAST,UP> mtu 1500 state UP
    [lines 46-48 left out]
    13: ladder13: <BROADCAST,UP> mtu 1500 state UP
    [lines 50-52 left out]
    ... 24 lines of this
    39: drawer39: <BROADCAST,UP> mtu 1500 state UP
    [lines 154-184 left out]
    47: ladder47: <BROADCAST,UP> mtu 1500 state UP
    [lines 186-216 left out]
    55: engine55: <BROADCAST,UP> mtu 1500 state UP
    [lines 218-232 left out]
    59: anchor59: <BROADCAST,UP> mtu 1500 state UP
        link/ether 02:42:ac:11:00:3b
        inet 172.17.59.1/16 scope global anchor59
           valid_lft forever preferred_lft forever
    ");
}

#[test]
fn short_lists_are_left_alone() {
    for lines in [40, 59, 90] {
        let text: String =
            (0..lines).map(|n| format!("{} Move the {}\n", id(n, 7), word(n))).collect();
        assert_eq!(seen("git log --oneline", "", &text), text);
    }
}

#[test]
fn what_is_no_list_is_left_alone() {
    let prose: String = (0..400)
        .map(|n| match n % 4 {
            0 => format!("We looked at the {} and then at its {n} ends.\n", word(n)),
            1 => format!("Then {} came along with questions, {n} of them.\n", word(n)),
            2 => format!("Nobody had expected that {n} would be a {}!\n", word(n)),
            _ => format!("It was a {} or nothing, so {n} had to go.\n", word(n)),
        })
        .collect();
    let steps: String = (0..400)
        .map(|n| format!("{}. Take the {} and put it into the {}.\n", n + 1, word(n), word(n + 3)))
        .collect();
    let code: String =
        (0..400).map(|n| format!("    let {} = self.{}({n})?;\n", word(n), word(n + 3))).collect();
    for text in [&prose, &steps, &code] {
        assert_eq!(seen("./tool", "", text), *text);
    }
    let list: String = (0..400).map(|n| format!("{} Move the {}\n", id(n, 7), word(n))).collect();
    // What a file says may be about to be edited, whatever it looks like.
    for command in ["cat notes.md", "cat config.ini", "sed -n 1,400p todo.py"] {
        assert_eq!(seen(command, "", &list), list, "{command}");
    }
}

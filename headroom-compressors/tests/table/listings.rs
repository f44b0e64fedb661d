//! `ls -l`.

use insta::assert_snapshot;

use super::fold;

#[test]
fn what_rows_share_is_said_once() {
    let text = "\
total 88
drwxrwxr-x  4 ada ada  4096 Dec 27 05:48 .
drwxrwxr-x 13 ada ada  4096 Dec 27 05:48 ..
-rw-rw-r--  1 ada ada   345 Dec 27 05:48 .dockerignore
-rw-rw-r--  1 ada ada 11357 Dec 27 05:48 LICENSE
-rw-rw-r--  1 ada ada  8997 Dec 27 05:48 README.md
drwxrwxr-x  2 ada ada  4096 Dec 27 05:48 benches
drwxrwxr-x  2 ada ada  4096 Dec 27 05:48 src
lrwxrwxrwx  1 ada ada    11 Dec 27 05:48 latest -> target/main
";
    assert_snapshot!(fold(text), @r"
    total 88
    unless said otherwise: ada ada Dec 27 05:48
    drwxrwxr-x links 4096 name:
    4 .
    13 ..
    -rw-rw-r-- 1 size name:
    345 .dockerignore
    11357 LICENSE
    8997 README.md
    drwxrwxr-x 2 4096 name:
    benches
    src
    lrwxrwxrwx 1 11 latest -> target/main
    ");
}

#[test]
fn rows_of_another_date_or_owner_say_so() {
    let text = "\
total 24
drwxr-xr-x 1 root root 4096 Oct 24  2024 .
drwxr-xr-x 1 root root 4096 Nov 18 23:46 ..
-rw-r--r-- 1 ada  ada   806 Oct 24  2024 .editorconfig
-rw-r--r-- 1 root root  120 Oct 24  2024 .eslintignore
-rw-r--r-- 1 root root 1407 Oct 24  2024 .eslintrc
-rw-r--r-- 1 root root  297 Oct 24  2024 .gitattributes
";
    assert_snapshot!(fold(text), @r"
    total 24
    unless said otherwise: root root Oct 24  2024
    drwxr-xr-x 1 4096 .
    drwxr-xr-x 1 4096 Nov 18 23:46 ..
    -rw-r--r-- 1 ada  ada   806 Oct 24  2024 .editorconfig
    -rw-r--r-- 1 size name:
    120 .eslintignore
    1407 .eslintrc
    297 .gitattributes
    ");
}

#[test]
fn a_bsd_listing_with_dates_of_its_own() {
    let text = "\
total 16
drwxr-xr-x@  9 ada  staff  288 Jan 21 07:17 .
drwxr-xr-x  29 ada  staff  928 Jan 21 06:48 ..
-rw-r--r--@  1 ada  staff    0 Jan 21 06:48 .gitignore
-rw-r--r--   1 ada  staff  301 Jan 21 07:19 NOTES.md
-rw-r--r--   1 ada  staff   10 Jan 21 06:53 README.md
drwxr-xr-x   2 ada  staff   64 Jan 21 06:55 viewer
";
    assert_snapshot!(fold(text), @r"
    total 16
    unless said otherwise: ada  staff
    drwxr-xr-x@ 9 288 Jan 21 07:17 .
    drwxr-xr-x 29 928 Jan 21 06:48 ..
    -rw-r--r--@ 1 0 Jan 21 06:48 .gitignore
    -rw-r--r-- 1 size date name:
    301 Jan 21 07:19 NOTES.md
    10 Jan 21 06:53 README.md
    drwxr-xr-x 2 64 Jan 21 06:55 viewer
    ");
}

#[test]
fn a_part_of_a_listing_keeps_a_row_to_align_by() {
    let text = "\
-rw-rw-r--  1 ada ada     345 Dec 27 05:48 a.py
-rw-rw-r--  1 ada ada   11357 Dec 27 05:48 b.py
-rw-rw-r--  1 ada ada    8997 Dec 27 05:48 c.py
-rw-rw-r--  1 ada ada    1234 Dec 27 05:48 d.py
";
    assert_snapshot!(fold(text), @r"
    unless said otherwise: ada ada Dec 27 05:48
    -rw-rw-r--  1 ada ada     345 Dec 27 05:48 a.py
    -rw-rw-r-- 1 size name:
    11357 b.py
    8997 c.py
    1234 d.py
    ");
}

#[test]
fn every_directory_has_its_own_rows() {
    let text = "\
src:
total 8
-rw-rw-r-- 1 ada ada 4.0K Dec 27 05:48 a.py
-rw-rw-r-- 1 ada ada  12K Dec 27 05:48 b.py

src/deep:
total 8
-rw-rw-r-- 1 ada ada 100 Dec 27 05:48 c.py
drwxrwxr-x 2 ada ada 12K Dec 27 05:48 d
";
    assert_snapshot!(fold(text), @r"
    src:
    total 8
    unless said otherwise: ada ada Dec 27 05:48
    -rw-rw-r-- 1 size name:
    4.0K a.py
    12K b.py

    src/deep:
    total 8
    -rw-rw-r-- 1 100 c.py
    drwxrwxr-x 2 12K d
    ");
}

/// What follows a listing must not read as one of its rows.
#[test]
fn another_output_right_behind_is_not_a_row() {
    let text = "\
-rw-rw-r-- 1 ada ada  345 Dec 27 05:48 a.py
-rw-rw-r-- 1 ada ada 1357 Dec 27 05:48 b.py
-rwxrwxr-x 1 ada ada   17 Dec 27 05:48 c.py
152 b.py
";
    assert_snapshot!(fold(text), @r"
    unless said otherwise: ada ada Dec 27 05:48
    -rw-rw-r-- 1 size name:
    345 a.py
    1357 b.py
    -rwxrwxr-x 1 17 c.py
    152 b.py
    ");
}

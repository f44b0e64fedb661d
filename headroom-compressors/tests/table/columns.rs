//! Columns aligned by blanks, and columns between bars.

use insta::assert_snapshot;

use super::fold;

#[test]
fn pods() {
    let text = "\
NAME                  READY   STATUS             RESTARTS       AGE
web-7f9cdb5b-x2x4     1/1     Running            0              13d
web-7f9cdb5b-kq9zz    1/1     Running            0              2h
api-55d8c9-7xw2p      0/1     CrashLoopBackOff   12 (36m ago)   13d
db-0                  1/1     Running            0              13d
cache-0               0/1     Error              3 (2d ago)     13d
";
    assert_snapshot!(fold(text), @r"
    NAME                  READY   STATUS             RESTARTS       AGE
    web-7f9cdb5b-x2x4     1/1     Running            0              13d
    web-7f9cdb5b-kq9zz 1/1 Running 0 2h
    api-55d8c9-7xw2p 0/1 CrashLoopBackOff   12 (36m ago)   13d
    db-0 1/1 Running 0 13d
    cache-0 0/1 Error              3 (2d ago)     13d
    ");
}

#[test]
fn processes() {
    let text = "\
USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND
root           1  0.0  0.1 167748 11408 ?        Ss   Mar02   0:04 /sbin/init
root           2  0.0  0.0      0     0 ?        S    Mar02   0:00 [kthreadd]
ada         3145 12.5  3.4 987652 54321 pts/0    Sl+  09:15   1:23 python serve.py --port 80
ada        93145  0.0  0.0   9876  4321 pts/0    R+   09:18   0:00 ps aux
postgres     812  0.1  0.5 215436 28764 ?        Ss   Mar02   1:02 postgres: writer  process
";
    assert_snapshot!(fold(text), @r"
    USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND
    root           1  0.0  0.1 167748 11408 ?        Ss   Mar02   0:04 /sbin/init
    root           2  0.0  0.0      0     0 ?        S    Mar02   0:00 [kthreadd]
    ada         3145 12.5  3.4 987652 54321 pts/0    Sl+  09:15   1:23 python serve.py --port 80
    ada 93145 0.0 0.0 9876 4321 pts/0 R+ 09:18 0:00 ps aux
    postgres 812 0.1 0.5 215436 28764 ? Ss Mar02 1:02 postgres: writer  process
    ");
}

#[test]
fn disks() {
    let text = "\
Filesystem      Size  Used Avail Use% Mounted on
tmpfs           3.2G  2.1M  3.2G   1% /run
/dev/nvme0n1p2  468G  441G  3.4G 100% /
tmpfs            16G     0   16G   0% /dev/shm
/dev/nvme0n1p1  511M  6.1M  505M   2% /boot/efi
/dev/sda1       1.8T  1.1T  693G  61% /mnt/my data
";
    assert_snapshot!(fold(text), @r"
    Filesystem      Size  Used Avail Use% Mounted on
    tmpfs           3.2G  2.1M  3.2G   1% /run
    /dev/nvme0n1p2  468G  441G  3.4G 100% /
    tmpfs            16G     0   16G   0% /dev/shm
    /dev/nvme0n1p1 511M 6.1M 505M 2% /boot/efi
    /dev/sda1 1.8T 1.1T 693G 61% /mnt/my data
    ");
}

#[test]
fn counts_of_lines() {
    let text = "\
   227 src/arguments.rs
    20 src/check.rs
   157 src/compressor.rs
    76 src/content.rs
  1024 src/cost.rs
    59 src/detector.rs
  1563 total
";
    assert_snapshot!(fold(text), @r"
    227 src/arguments.rs
        20 src/check.rs
       157 src/compressor.rs
    76 src/content.rs
    1024 src/cost.rs
    59 src/detector.rs
    1563 total
    ");
}

#[test]
fn packages() {
    let text = "\
Package            Version
------------------ -----------
attrs              26.1.0
charset-normalizer 3.4.7
click              8.4.0
idna               3.11
requests           2.33.0
";
    assert_snapshot!(fold(text), @r"
    Package            Version
    ------------------ -----------
    attrs              26.1.0
    charset-normalizer 3.4.7
    click 8.4.0
    idna 3.11
    requests 2.33.0
    ");
}

#[test]
fn a_query_in_psql() {
    let text = "\
 id |     name     | state  | amount
----+--------------+--------+---------
  1 | grace hopper | active |  387927
  2 |              | active |  635018
  3 | ada          | left   |  271953
 14 | grace hopper | active |  751985
 15 | ada | lady   | left   |     985
(5 rows)
";
    assert_snapshot!(fold(text), @r"
    id |     name     | state  | amount
    ----+--------------+--------+---------
      1 | grace hopper | active |  387927
      2 |              | active |  635018
      3 | ada          | left   |  271953
    14 | grace hopper | active | 751985
     15 | ada | lady   | left   |     985
    (5 rows)
    ");
}

#[test]
fn a_query_in_mysql() {
    let text = "\
+----+--------------+--------+---------+
| id | name         | state  | amount  |
+----+--------------+--------+---------+
|  1 | grace hopper | left   |  458696 |
|  2 | NULL         | left   |  575072 |
|  3 | ada          | active |  826694 |
|  4 | charles      | left   |   21027 |
| 15 | ada          | active |     999 |
+----+--------------+--------+---------+
5 rows in set (0.00 sec)
";
    assert_snapshot!(fold(text), @r"
    +----+--------------+--------+---------+
    | id | name         | state  | amount  |
    +----+--------------+--------+---------+
    |  1 | grace hopper | left   |  458696 |
    |  2 | NULL         | left   |  575072 |
    |  3 | ada          | active |  826694 |
    | 4 | charles | left | 21027 |
    | 15 | ada | active | 999 |
    +----+--------------+--------+---------+
    5 rows in set (0.00 sec)
    ");
}

#[test]
fn a_table_in_markdown() {
    let text = "\
# States

| Name         | State  | Since      |
|--------------|:-------|-----------:|
| grace hopper | left   |       2001 |
| ada          | active | 2002-01-01 |
| charles      | left   |       1871 |
| emmy         | active |       1882 |

Text below.
";
    assert_snapshot!(fold(text), @r"
    # States

    | Name         | State  | Since      |
    |--------------|:-------|-----------:|
    | grace hopper | left   |       2001 |
    | ada          | active | 2002-01-01 |
    | charles      | left   |       1871 |
    | emmy | active | 1882 |

    Text below.
    ");
}
